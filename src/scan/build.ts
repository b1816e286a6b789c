/** `tsx src/scan/build.ts`: compiles the scan to src/scan/dist/scan.wasm and prints the path. */
import { buildScanModule } from './module.ts';

console.log(buildScanModule());
