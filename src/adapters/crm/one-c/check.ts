import type { ConnectorFinding } from '#adapters/crm/connector.ts';
import { Failure } from '#ports/failure.ts';
import { nearestWord } from '#domain/spelling.ts';
import { listed, namedFields, type OneCMapping } from './mapping.ts';
import type { OData } from './odata.ts';

/**
 * What of the mapping is not published. `$metadata` names what is: an `EntityType` with its properties for every
 * object that is ticked in «Настройка стандартного интерфейса OData».
 */
export async function checkMetadata(
  odata: OData,
  mapping: OneCMapping,
  signal: AbortSignal,
): Promise<readonly ConnectorFinding[]> {
  let metadata: string;
  try {
    metadata = await odata.metadata(signal);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return [notRead(error)];
  }
  const published = publishedFields(metadata);
  const composite = new Set(mapping.events.flatMap(({ client }) => listed(client)));
  const findings: ConnectorFinding[] = [];
  for (const [entity, fields] of namedFields(mapping)) {
    const known = published.get(entity);
    if (known === undefined) findings.push(notPublished(entity, [...published.keys()]));
    else
      for (const field of fields)
        if (!known.has(field) && !(composite.has(field) && known.has(`${field}_Type`)))
          findings.push(noField(entity, field, [...known]));
  }
  return findings.length > 0 ? findings : [allThere(namedFields(mapping).size)];
}

/** Entity → its fields and table parts. */
function publishedFields(metadata: string): ReadonlyMap<string, ReadonlySet<string>> {
  const published = new Map<string, Set<string>>();
  for (const [, name = '', body = ''] of metadata.matchAll(
    /<EntityType\s[^>]*?Name="([^"]{1,200})"[^>]*>([^]*?)<\/EntityType>/g,
  ))
    published.set(
      name,
      new Set(
        Array.from(
          body.matchAll(/<(?:Property|NavigationProperty)\s[^>]*?Name="([^"]{1,200})"/g),
          ([, field = '']) => field,
        ),
      ),
    );
  return published;
}

function notRead({ message, code }: Failure): ConnectorFinding {
  return {
    severity: 'error',
    message: { ru: `1С не отвечает на $metadata: ${message}`, en: `1C: $metadata: ${message}` },
    remedy:
      code === 'refused'
        ? {
            ru: 'Проверьте пользователя, пароль и право «Удалённый доступ OData».',
            en: 'Check user, password and the right to use OData.',
          }
        : {
            ru: 'Откройте адрес в браузере: публикация на веб-сервере, включён ли в ней OData.',
            en: 'Open the address in a browser: is the infobase published, with OData on?',
          },
  };
}

function notPublished(entity: string, published: readonly string[]): ConnectorFinding {
  const near = nearestWord(entity, published);
  return {
    severity: 'error',
    message: {
      ru: `в 1С не опубликовано: ${entity}`,
      en: `not published by 1C: ${entity}`,
    },
    remedy: {
      ru: `Отметьте объект в «Настройке стандартного интерфейса OData»${near === null ? '' : ` или исправьте имя: ${near}`}.`,
      en: `Tick it in the OData settings of 1C${near === null ? '' : `, or correct the name: ${near}`}.`,
    },
  };
}

function noField(entity: string, field: string, fields: readonly string[]): ConnectorFinding {
  const near = nearestWord(field, fields);
  return {
    severity: 'error',
    message: { ru: `у ${entity} нет поля ${field}`, en: `${entity} has no field ${field}` },
    remedy: {
      ru: near === null ? 'Поля перечисляет $metadata.' : `Возможно, ${near}?`,
      en: near === null ? '$metadata lists the fields.' : `Perhaps ${near}?`,
    },
  };
}

function allThere(entities: number): ConnectorFinding {
  return {
    severity: 'ok',
    message: {
      ru: `1С отвечает, опубликовано всё нужное (объектов: ${entities})`,
      en: `1C answers, and everything that is needed is published (${entities} objects)`,
    },
    remedy: null,
  };
}
