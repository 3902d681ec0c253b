#include "actors/cells.hpp"
