/**
 * Options of node before a program of the service. A process of a spec lives for seconds: most of what V8 would optimise of it
 * has run by then, and is optimised beside, on a core that others need. Seven times as much is hot, as in jest's own workers.
 * Node 24 counts calls instead, and does not know the option.
 */
export const BRIEF: readonly string[] =
  Number.parseInt(process.versions.node, 10) < 24 ? ['--interrupt-budget=1000000'] : [];
