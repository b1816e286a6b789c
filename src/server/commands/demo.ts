import type { DemoOptions } from '../demo/demo-options.ts';
import { fillDemo } from '../demo/fill-demo.ts';
import { serveUntilSignal, startServer } from '../main.ts';
import type { Config } from '../platform/config.ts';
import { addTemplates } from './map-templates.ts';

/** Runs the server with the simulated shop; an empty one is filled first, while one can already look at it. */
export async function runDemo(
  config: Config,
  size: Pick<DemoOptions, 'people' | 'days' | 'seed'>,
): Promise<void> {
  const server = await startServer(config, { isDemo: true });
  const { context, refresher } = server.program;
  process.stdout.write(`Desirepath is at ${server.url}\n`);
  await addTemplates(context);
  const startedAt = context.clock.now();
  let shownPercent = -1;
  const filling = await fillDemo(context, server.url, size, (sent, total) => {
    const percent = Math.floor((100 * sent) / total);
    if (percent === shownPercent) return;
    shownPercent = percent;
    if (process.stdout.isTTY) process.stdout.write(`\rFilling the demo shop: ${percent} % of ${total} items`);
    else if (percent % 10 === 0)
      process.stdout.write(`Filling the demo shop: ${percent} % of ${total} items\n`);
  });
  filling?.done
    .then(() => refresher.settle())
    .then(() => {
      const seconds = Math.round((context.clock.now() - startedAt) / 1000);
      process.stdout.write(
        `${process.stdout.isTTY ? '\n' : ''}The demo shop is ready after ${seconds} s: ${server.url}\n`,
      );
    })
    .catch((error: Error) => process.stderr.write(`${error.message}\n`));
  await serveUntilSignal(server);
  filling?.stop();
}
