/** asterisk-manager 0.2.0 has no types; only what ami-connection.ts uses is declared, so that nothing else gets used. */
declare module 'asterisk-manager' {
  /** A message as the library parses it: keys in lower case, repeated keys as arrays, variables as objects. */
  type RawMessage = Record<string, unknown>;

  interface Manager {
    on(event: 'rawevent', listener: (message: RawMessage) => void): void;
    on(event: 'error', listener: (error: unknown) => void): void;
    on(event: 'connect' | 'close', listener: () => void): void;
    emit(event: string, error: unknown, message: RawMessage): void;
    removeAllListeners(event: string): void;
    connect(port: number, host: string): void;
    login(callback: (error: RawMessage | undefined) => void): void;
    /** Sends at once when logged in. Changes the object it is given. */
    action(fields: Record<string, string>): string;
  }

  const Manager: new (
    port: undefined,
    host: string,
    user: string,
    secret: string,
    events: false,
  ) => Manager;
  export default Manager;
}
