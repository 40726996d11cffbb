/** A storage thread that is still opening its databases, for as long as it may. */
setInterval(() => undefined, 1_000);
