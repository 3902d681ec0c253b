// The jobs of one schedule as typed arrays: a row for each stretch a job ran, times in seconds, nodes as ranges.
import { column, report } from "../data.js";

const decoded = new Map();
const factsOf = new Map();

const STATES = ["waiting", "running", "completed", "killed", "refused", "interrupted", "extra replicas"];

// The facts of a workload's jobs, by job.
function facts(workload) {
  if (!factsOf.has(workload)) {
    const of = report.workloads[workload].facts;
    const scale = { submit: 1e-6, run: 1e-6, requested: 1e-6 };
    factsOf.set(workload, Object.fromEntries(Object.entries(of).map(([key, layout]) => [key, column(layout, scale[key])])));
  }
  return factsOf.get(workload);
}

// Decodes a cell's schedule, once.
export function jobsOf(cell) {
  if (decoded.has(cell.index)) return decoded.get(cell.index);
  const from = cell.schedule.columns;
  const workload = report.workloads[cell.workload];
  const rangeCount = column(from.range_count);
  const rangeFrom = new Uint32Array(rangeCount.length + 1);
  for (let row = 0; row < rangeCount.length; ++row) rangeFrom[row + 1] = rangeFrom[row] + rangeCount[row];
  const jobs = {
    rows: cell.schedule.rows,
    job: column(from.job),
    eligible: column(from.eligible, 1e-6),
    start: column(from.start, 1e-6),
    end: column(from.end, 1e-6),
    state: column(from.state),
    cluster: column(from.cluster),
    rangeFrom,
    nodeFirst: column(from.range_first),
    nodeExtra: column(from.range_extra),
    nodes: cell.clusters.reduce((sum, cluster) => sum + cluster.nodes, 0),
    facts: facts(cell.workload),
  };
  jobs.nameOf = (row) => workload.names[jobs.job[row]] ?? String(jobs.facts.number[jobs.job[row]]);
  jobs.waitOf = (row) => jobs.start[row] - jobs.eligible[row];
  jobs.stateOf = (row) => STATES[jobs.state[row]];
  jobs.isExtra = (row) => jobs.stateOf(row) === "extra replicas";
  jobs.rowOfJob = (job) => rowOfJob(jobs, job);
  decoded.set(cell.index, jobs);
  return jobs;
}

// The first of a job's rows, which stand in the order of jobs.
function rowOfJob(jobs, job) {
  let low = 0, high = jobs.rows - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (jobs.job[middle] < job) low = middle + 1;
    else high = middle - 1;
  }
  return jobs.job[low] === job ? low : -1;
}

// The row of the next job of this name after `after`, going round; -1 where there is none.
export function find(jobs, name, after) {
  const wanted = name.trim();
  for (let i = 1; i <= jobs.rows; ++i) {
    const row = (Math.max(after, -1) + i) % jobs.rows;
    if (jobs.nameOf(row) === wanted) return row;
  }
  return -1;
}

// The row at an instant and a node, within a tolerance in time; the one that surely contains it, else the nearest.
export function rowAt(jobs, time, node, tolerance) {
  let best = -1, bestDistance = Infinity;
  for (let row = 0; row < jobs.rows; ++row) {
    if (jobs.start[row] - tolerance > time || jobs.end[row] + tolerance < time) continue;
    const distance = Math.max(0, jobs.start[row] - time, time - jobs.end[row]);
    if (distance >= bestDistance) continue;
    for (let range = jobs.rangeFrom[row]; range < jobs.rangeFrom[row + 1]; ++range) {
      if (node < jobs.nodeFirst[range] || node > jobs.nodeFirst[range] + jobs.nodeExtra[range]) continue;
      best = row;
      bestDistance = distance;
      break;
    }
  }
  return best;
}
