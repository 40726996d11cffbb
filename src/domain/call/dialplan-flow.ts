import type { Dialplan, DialplanStep } from './dialplan.ts';

/** What may come after a step. */
export type Next =
  | { readonly kind: 'step'; readonly step: DialplanStep }
  /** To where these files do not say: a variable, another file. */
  | { readonly kind: 'elsewhere' }
  | { readonly kind: 'hangup' }
  /** There is no next line: Asterisk hangs up. */
  | { readonly kind: 'falls-off' }
  /** A target in a context that is here, but does not exist. */
  | { readonly kind: 'no-target'; readonly target: string };

/** Every way a call may go on after `step`. */
export function nextOf(dialplan: Dialplan, step: DialplanStep): readonly Next[] {
  switch (step.app.toLowerCase()) {
    case 'goto':
      return [targetOf(dialplan, step, step.data)];
    case 'gotoif':
    case 'gotoiftime':
      return branches(dialplan, step);
    case 'hangup':
    case 'congestion':
    case 'busy':
      return [{ kind: 'hangup' }];
    case 'return':
    case 'gosub':
    case 'macro':
      // Where it comes back to is decided by who called it; Gosub and Macro come back here.
      return step.app.toLowerCase() === 'return'
        ? [{ kind: 'elsewhere' }]
        : [following(dialplan, step)];
    default:
      return [following(dialplan, step)];
  }
}

/** Steps that may run after `from` (not `from` itself unless it comes again), and how the ways end. */
export function waysFrom(
  dialplan: Dialplan,
  from: readonly Next[],
  stopsAt: (step: DialplanStep) => boolean,
): {
  readonly steps: readonly DialplanStep[];
  readonly ends: readonly { readonly after: DialplanStep | null; readonly end: Next }[];
} {
  const steps = new Set<DialplanStep>();
  const ends: { after: DialplanStep | null; end: Next }[] = [];
  const waiting: { after: DialplanStep | null; next: Next }[] = from.map((next) => ({
    after: null,
    next,
  }));
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    const { after, next } = one;
    if (next.kind !== 'step') ends.push({ after, end: next });
    else if (!steps.has(next.step)) {
      steps.add(next.step);
      if (stopsAt(next.step)) continue;
      for (const further of nextOf(dialplan, next.step))
        waiting.push({ after: next.step, next: further });
    }
  }
  return { steps: [...steps], ends };
}

/** `[[context,]extension,]priority`, as seen from a step. */
export function targetOf(
  dialplan: Dialplan,
  from: Pick<DialplanStep, 'context' | 'extension'>,
  text: string,
): Next {
  const target = text.trim();
  if (target.includes('$')) return { kind: 'elsewhere' };
  const parts = target.split(',').map((part) => part.trim());
  const [priority = '', extension = from.extension, context = from.context] = parts.toReversed();
  const inContext = dialplan.steps.filter((step) => step.context === context);
  if (inContext.length === 0)
    return parts.length === 3 ? { kind: 'elsewhere' } : { kind: 'no-target', target };
  const step = inContext.find(
    (one) =>
      one.extension === extension && (one.label === priority || String(one.priority) === priority),
  );
  return step === undefined ? { kind: 'no-target', target } : { kind: 'step', step };
}

function branches(dialplan: Dialplan, step: DialplanStep): readonly Next[] {
  const [, choice = ''] = /^.*?\?([^?]*)$/s.exec(step.data) ?? [];
  const [yes = '', no = ''] = choice.split(':');
  return [yes, no].map((target) =>
    target.trim() === '' ? following(dialplan, step) : targetOf(dialplan, step, target),
  );
}

function following(dialplan: Dialplan, { context, extension, priority }: DialplanStep): Next {
  const step = dialplan.steps.find(
    (one) =>
      one.context === context && one.extension === extension && one.priority === priority + 1,
  );
  return step === undefined ? { kind: 'falls-off' } : { kind: 'step', step };
}
