import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

const item = z.looseObject({
  type: z.string(),
  messageId: z.string(),
  anonymousId: z.string(),
  userId: z.string().optional(),
  event: z.string().optional(),
  properties: z.record(z.string(), z.unknown()).default({}),
  traits: z.record(z.string(), z.unknown()).optional(),
  context: z.looseObject({
    sessionId: z.string(),
    page: z.record(z.string(), z.string()),
    campaign: z.record(z.string(), z.string()).optional(),
  }),
  originalTimestamp: z.string(),
  sentAt: z.string(),
});
const batchBody = z.object({ batch: z.array(item), writeKey: z.string(), sentAt: z.string() });
export type SentItem = z.infer<typeof item>;

export interface RecordedRequest {
  method: string;
  contentType: string;
  origin: string;
  status: number;
  items: SentItem[];
}

/**
 * A shop whose pages load the tracker from another origin (localhost against 127.0.0.1), and the server that receives
 * the batches and writes every request down. `answerWith` is the status of the next answers.
 */
export async function openShop(trackerCode: Buffer) {
  const requests: RecordedRequest[] = [];
  let status = 200;
  let test = 0;

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://shop');
    if (url.pathname === '/t.js') {
      response.writeHead(200, { 'content-type': 'text/javascript' }).end(trackerCode);
    } else if (url.pathname === '/v1/batch') {
      const body = batchBody.parse(JSON.parse(await readText(request)));
      // Browsers send what a closing page leaves behind whenever they like: it belongs to the test before.
      if (body.writeKey !== `wk_test_${test}`) return response.writeHead(200).end();
      requests.push({
        method: request.method ?? '',
        contentType: request.headers['content-type'] ?? '',
        origin: request.headers.origin ?? '',
        status,
        items: body.batch,
      });
      response.writeHead(status, { 'access-control-allow-origin': '*' }).end('{}');
    } else {
      response.writeHead(200, { 'content-type': 'text/html', 'cache-control': 'no-store' });
      response.end(writePage(url, `src="http://127.0.0.1:${port}/t.js" data-write-key="wk_test_${test}"`));
    }
  });
  server.listen(0);
  await once(server, 'listening');
  // Boundary: a server that listens on a port, not on a pipe.
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://localhost:${port}`,
    requests,
    answerWith: (next: number) => {
      status = next;
    },
    /** A new test: its own write key, no requests yet, and the server is well. */
    startTest: () => {
      test++;
      requests.length = 0;
      status = 200;
    },
    close: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** The page of any path; `?attributes=` goes into the script element, `?before=` runs before the tracker is loaded. */
function writePage(url: URL, source: string): string {
  const attributes = url.searchParams.get('attributes') ?? '';
  const before = url.searchParams.get('before') ?? '';
  return `<!doctype html><title>Page ${url.pathname}</title>
<script>window.desirepath = window.desirepath || []; ${before}</script>
<script async ${source} ${attributes}></script>
<body style="margin:0"><div style="height:4000px">
<button id="add" data-dp-event="Product Added" data-dp-product-id="007" data-dp-price="12" data-dp-quantity="2" data-dp-currency="EUR">
<b id="label">Add</b></button><a id="next" href="/next">next</a></div></body>`;
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}
