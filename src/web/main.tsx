import './platform/layers.css';
import '@fontsource-variable/inter/wght.css';
import '@mantine/core/styles.layer.css';
import '@mantine/spotlight/styles.layer.css';
import './platform/tokens.css';
import './platform/base.css';
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createQueries } from './platform/api.ts';
import { theme } from './platform/theme.ts';
import { WorkspaceProvider } from './platform/workspace.tsx';
import { router } from './router.tsx';

const queries = createQueries(() => {
  const { pathname, href } = router.state.location;
  if (pathname !== '/sign-in') router.navigate({ to: '/sign-in', search: { next: href } });
});
const colorSchemes = localStorageColorSchemeManager({ key: 'desirepath-theme' });

// after an upgrade an open page asks for parts that are gone: it loads itself anew, but not over and over
window.addEventListener('vite:preloadError', (event) => {
  const key = 'desirepath-reloaded-at';
  if (Date.now() - Number(sessionStorage.getItem(key) ?? 0) < 60_000) return;
  sessionStorage.setItem(key, String(Date.now()));
  event.preventDefault();
  window.location.reload();
});

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto" colorSchemeManager={colorSchemes}>
      <QueryClientProvider client={queries}>
        <WorkspaceProvider>
          <RouterProvider router={router} />
        </WorkspaceProvider>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
