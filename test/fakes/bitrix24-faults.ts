import type { ServerResponse } from 'node:http';
import type { Row } from './bitrix24-query.ts';

/** What may become of an answer. */
export const FAULTS = [
  'query-limit', // 503, as documented
  'operating-limit', // 429, as documented
  'internal', // 500 with JSON
  'error-page', // 502 in HTML
  'login-page', // 200 in HTML
  'half', // 200, JSON that breaks off
  'cut', // 200, and the connection breaks off
  'empty', // 200, {}
  'reset', // no answer at all
] as const;
export type Fault = (typeof FAULTS)[number];

export function fail(response: ServerResponse, fault: Fault, time: Row): void {
  switch (fault) {
    case 'query-limit':
      return json(response, 503, {
        error: 'QUERY_LIMIT_EXCEEDED',
        error_description: 'Too many requests',
      });
    case 'operating-limit':
      return json(response, 429, {
        error: 'OPERATION_TIME_LIMIT',
        error_description: 'Method is blocked',
        time,
      });
    case 'internal':
      return json(response, 500, { error: 'INTERNAL_SERVER_ERROR', error_description: '' });
    case 'error-page':
      return page(response, 502, 'Bad Gateway');
    case 'login-page':
      return page(response, 200, 'Авторизация');
    case 'half':
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('{"result":[{"ID":"1","NA');
      return;
    case 'cut':
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"result":[{"ID":"1","NA', () => response.destroy());
      return;
    case 'empty':
      return json(response, 200, {});
    case 'reset':
      response.destroy();
      return;
    default:
      return fault satisfies never;
  }
}

export function json(response: ServerResponse, status: number, body: Row): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}

export function page(response: ServerResponse, status: number, title: string): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' });
  response.end(`<html><head><title>${title}</title></head><body>${title}</body></html>`);
}
