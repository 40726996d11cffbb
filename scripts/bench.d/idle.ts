/** Does nothing: what its event loop is held up by is the machine's doing, and nobody else's. */
setInterval(() => undefined, 1_000);
process.send?.({ kind: 'ready' });
