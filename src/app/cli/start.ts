import type { Verb } from './verb.ts';

export const start: Verb = {
  name: 'start',
  operands: [],
  flags: {},
  printsData: false,
  summary: { ru: 'отвечать на звонки', en: 'answer calls' },
  details: {
    ru: 'Работает, пока не остановят (Ctrl-C, SIGTERM): новые звонки тогда идут в очередь, начатые договаривают.',
    en: 'Runs until it is stopped (Ctrl-C, SIGTERM): new calls then go to the queue, those under way finish.',
  },
  async run({ signal }, house) {
    await house.serve(signal);
    return 0;
  },
};
