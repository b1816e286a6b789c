import { findScenario, SCENARIOS } from '../../simulator/scenarios/scenarios.ts';
import type { DemoSize } from '../demo/demo-options.ts';
import { fillDemo } from '../demo/fill-demo.ts';
import { serveUntilSignal, startServer } from '../main.ts';
import type { Config } from '../platform/config.ts';
import { addDemoMap } from './demo-map.ts';
import { CommandFailed, EXIT } from './exit-codes.ts';

/** The map that the large shop was made for. */
const SHOP_MAP = 'five-stage';

/** Runs the server with the simulated shop, or with a template and its scenario; an empty one is filled first, while one can already look at it. */
export async function runDemo(config: Config, wanted: DemoSize): Promise<void> {
  const server = await startServer(config, { isDemo: true });
  const { context, refresher } = server.program;
  process.stdout.write(`Desirepath is at ${server.url}\n`);
  await addDemoMap(context, wanted.scenario ?? SHOP_MAP);
  const startedAt = context.clock.now();
  let shownPercent = -1;
  const showProgress = (sent: number, total: number) => {
    const percent = Math.floor((100 * sent) / total);
    if (percent === shownPercent) return;
    shownPercent = percent;
    const items = total.toLocaleString('en-US');
    if (process.stdout.isTTY) process.stdout.write(`\rFilling the demo shop: ${percent} % of ${items} items`);
    else if (percent % 10 === 0)
      process.stdout.write(`Filling the demo shop: ${percent} % of ${items} items\n`);
  };
  const filling = await fillDemo(context, server.url, wanted, showProgress).catch(async (error) => {
    await server.stop();
    throw error;
  });
  if (filling)
    process.stdout.write(
      'Open it now if you like: the numbers grow while the shop is filled, which takes some minutes.\n',
    );
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

/** The scenario of a template with its own size. */
export function sizeOfScenario(id: string): DemoSize {
  const scenario = findScenario(id);
  if (scenario) return { scenario: id, people: scenario.people, days: scenario.days, seed: scenario.seed };
  const known = SCENARIOS.map((one) => one.id).join(', ');
  throw new CommandFailed(`There is no scenario "${id}". There are: ${known}.`, EXIT.usage);
}
