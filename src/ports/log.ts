/** What a line may carry. `pii` is the one key under which personal data may stand: it is redacted unless allowed. */
export type LogFields = Readonly<Record<string, unknown>> & {
  readonly linkedid?: string;
  readonly pii?: Readonly<Record<string, unknown>>;
};

/** pino's shape, as far as we use it: constant text, what varies in the fields. */
export interface Log {
  debug(fields: LogFields, text: string): void;
  info(fields: LogFields, text: string): void;
  warn(fields: LogFields, text: string): void;
  error(fields: LogFields, text: string): void;
}
