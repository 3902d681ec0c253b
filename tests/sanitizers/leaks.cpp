// What the leak sanitizer is to know of libraries; part of every test program of the asan preset. One leak is
// suppressed: libpqxx 6.4 loses the result of a prepared statement whose connection breaks meanwhile, two kilobytes
// each time.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:pqxx::connection_base::exec_prepared\n"; }
