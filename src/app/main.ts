#!/usr/bin/env node
import { cliHouse } from './cli-house.ts';
import { verbs } from './cli/index.ts';
import { runCli } from './cli/run.ts';
import { languageFor } from './config/language.ts';

/** Ctrl-C and SIGTERM ask; a second one does not wait for the answer. */
const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const)
  process.on(name, () => (stop.signal.aborted ? process.exit(1) : stop.abort()));

/** Whom to tell that nobody can be told? What a verb does and answers is none the worse for it. */
process.stderr.on('error', () => undefined);

/** `telefonistka explain … | head`: who read enough is no failure. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

process.exitCode = await runCli(verbs, process.argv.slice(2), {
  language: languageFor(undefined, process.env),
  out: {
    print: (line) => process.stdout.write(`${line}\n`),
    note: (line) => process.stderr.write(`${line}\n`),
  },
  signal: stop.signal,
  houseFor: cliHouse,
});
