import { z } from 'zod';

/** Texts to try for a field of that name, the first that the schema takes. */
export type KnownTexts = Record<string, readonly string[]>;

/**
 * Inputs that a call takes, made from its schema: one without optional fields, one more for every optional field, and one
 * for every choice of a union. So a call that is new in the contract is covered without a line here.
 */
export function makeInputs(
  schema: z.core.$ZodType | undefined,
  known: KnownTexts,
): Record<string, unknown>[] {
  if (schema === undefined) return [{}];
  return makeValues(schema, 'input', known).map((value) => z.record(z.string(), z.unknown()).parse(value));
}

function makeValues(given: z.core.$ZodType, name: string, known: KnownTexts): unknown[] {
  const schema = given as z.core.$ZodTypes; // the closed union of zod's own kinds, for the switch
  const { def } = schema._zod;
  switch (def.type) {
    case 'object':
      return makeObjects(def.shape, known);
    case 'optional':
    case 'default':
    case 'nullable':
      return makeValues(def.innerType, name, known);
    case 'array':
      return makeValues(def.element, name, known).map((value) => [value]);
    case 'union':
      return def.options.flatMap((option) => makeValues(option, name, known));
    case 'enum':
      return Object.values(def.entries);
    case 'literal':
      return [...def.values];
    case 'boolean':
      return [true, false];
    case 'number':
      return [firstValid(schema, [1, 2, 1_000, 60_000], name)];
    case 'record':
      return [{}];
    case 'lazy': // any JSON
      return [known[name]?.[0] ?? 'text'];
    case 'string':
      return [firstValid(schema, known[name] ?? [], name)];
    default:
      throw new Error(
        `no example for the kind "${def.type}" of field "${name}": add it to test/example-input.ts`,
      );
  }
}

function makeObjects(shape: Record<string, z.core.$ZodType>, known: KnownTexts): Record<string, unknown>[] {
  const isOptional = (field: z.core.$ZodType) => field._zod.optin === 'optional';
  const fields = Object.entries(shape).map(([name, field]) => ({
    name,
    isOptional: isOptional(field),
    values: makeValues(field, name, known),
  }));
  const least = Object.fromEntries(
    fields.filter((field) => !field.isOptional).map(({ name, values }) => [name, values[0]]),
  );
  const others = fields.flatMap(({ name, values, isOptional }) =>
    values.slice(isOptional ? 0 : 1).map((value) => ({ ...least, [name]: value })),
  );
  return [least, ...others];
}

function firstValid(schema: z.core.$ZodType, candidates: readonly unknown[], name: string): unknown {
  const found = candidates.find((candidate) => z.safeParse(schema, candidate).success);
  if (found === undefined) {
    throw new Error(`no example for the field "${name}": name one in the list of known texts of the test`);
  }
  return found;
}

/** The body of an answer; of one without an end (server-sent events) what comes first. */
export async function readAnswer(answer: Response): Promise<string> {
  if (!answer.headers.get('content-type')?.startsWith('text/event-stream') || !answer.body)
    return answer.text();
  const reader = answer.body.getReader();
  let text = '';
  while (!text.includes('data:')) {
    const { done, value } = await reader.read();
    if (done) break;
    text += new TextDecoder().decode(value);
  }
  await reader.cancel();
  return text;
}
