import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const server = process.env.DESIREPATH_DEV_SERVER ?? 'http://127.0.0.1:4000';

export default defineConfig({
  root: 'src/web',
  plugins: [react()],
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    // light-dark() and color-mix() stay as written: all current browsers know them
    target: ['chrome123', 'firefox125', 'safari17.5'],
    cssTarget: ['chrome123', 'firefox125', 'safari17.5'],
  },
  server: { host: '127.0.0.1', proxy: { '/api': server, '/v1': server, '/t.js': server } },
});
