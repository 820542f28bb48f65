// Whoever reads our output may go: a log that is piped into "head", a runner that has lost its connection. Without a
// listener Node ends the process for it, in the middle of a migration, and neither outputs nor the summary are written.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

/** Keeps an output that nobody reads any more from ending the process. Load it first. */
export {};
