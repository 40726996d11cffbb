/** ding-dong 0.1.7 brings no types. Declared is only what may be used: its generated commands quote wrongly. */
declare module 'ding-dong' {
  import type { EventEmitter } from 'node:events';
  import type { Server } from 'node:net';

  namespace dingDong {
    /** One reply line, taken apart: `200 result=-1 endpos=0` has the result `-1 endpos=0`. */
    interface Response {
      code: number;
      result: string;
      value?: string;
    }
    interface Context extends EventEmitter {
      /** Writes the line as it is. The promise stays open for ever when the connection closes first. */
      sendCommand(line: string): Promise<Response>;
    }
  }

  /** Calls `handler` once per connection, synchronously from the server's `connection` listener. */
  function dingDong(handler: (context: dingDong.Context) => void): {
    /** Listens at once. A port of 0 means 3000 here, the text '0' means any. */
    start(port: string, host: string): Server;
  };
  export = dingDong;
}
