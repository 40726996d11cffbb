import { closeSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

const LOOK_EVERY_MS = 50;

/** Hands on what is added to a file, like `tail -f`; what is there at the end is still handed on. */
export function followFile(file: string, onText: (text: string) => void): Disposable {
  const fd = openSync(file, 'a+');
  const decoder = new StringDecoder('utf8');
  const block = Buffer.alloc(64 * 1024);
  let at = 0;
  const look = () => {
    for (let read = -1; read !== 0; at += read) {
      read = readSync(fd, block, 0, block.length, at);
      if (read > 0) onText(decoder.write(block.subarray(0, read)));
    }
  };
  const looking = setInterval(look, LOOK_EVERY_MS).unref();
  return {
    [Symbol.dispose]() {
      clearInterval(looking);
      look();
      closeSync(fd);
    },
  };
}
