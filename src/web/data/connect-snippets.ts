/** The two lines for the head of a shop's page. `collectUrl` is where the product listens, e.g. `https://data.shop.example`. */
export function trackerSnippet(collectUrl: string, writeKey: string): string {
  const file = new URL('/t.js', collectUrl).href;
  return [
    '<script>window.desirepath = window.desirepath || []</script>',
    `<script async src="${file}" data-write-key="${writeKey}"></script>`,
  ].join('\n');
}

/** One event from a server, in Segment's format; the write key is the user name. */
export function curlCommand(collectUrl: string, writeKey: string): string {
  const event = {
    event: 'Order Completed',
    userId: 'u-1',
    properties: { channel: 'store', order_id: '1001', total: 49.9, currency: 'EUR' },
  };
  return [
    `curl -u '${writeKey}:' ${new URL('/v1/track', collectUrl).href} \\`,
    "  -H 'Content-Type: application/json' \\",
    `  -d '${JSON.stringify(event)}'`,
  ].join('\n');
}

/** Events of the past, from a file, into this very shop, whatever directory it keeps its data in. */
export function importCommand(collectUrl: string, writeKey: string): string {
  const { origin } = new URL(collectUrl);
  return `bin/desirepath import events.csv --mapping mapping.yaml --url ${origin} --key ${writeKey}`;
}
