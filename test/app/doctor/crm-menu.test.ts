import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { Secret } from '#app/config/secret.ts';
import { crmMenuCheck } from '#app/doctor/crm-menu.ts';

/** What `doctor` says of a CRM that answers so. */
async function findings(status: number, body: string) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(status).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const check = crmMenuCheck({
    url: new Secret(`http://127.0.0.1:${port}/menu`),
    authorization: null,
    ca: null,
    budgetMs: 150,
    freshMs: 1,
    staleMs: 1,
  });
  const found = await check.run(new AbortController().signal);
  expect(asked).toEqual(['/menu?number=%2B70000000000']);
  return found.map(({ severity, message }) => `${severity}: ${message.en}`);
}

test.each([
  [200, '["34"]', 'ok: answers as agreed'],
  [204, '', 'ok: answers as agreed'],
  [404, '', 'warning: answers 404 about a number that is nobody’s'],
  [200, '<html>', 'error: the CRM’s menu is no list of people (docs/crm/ready-menu.md)'],
  [401, '', 'error: the CRM’s menu refused us (401): check user, password, rights'],
  [500, '', 'error: the CRM’s menu: status 500; asked once'],
])('a CRM that answers %s %s', async (status, body, expected) => {
  expect(await findings(status, body)).toEqual([expected]);
});
