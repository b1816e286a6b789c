import { useHotkeys } from '@mantine/hooks';
import { IconChartBar, IconColumns3, IconDatabase, IconSearch, IconUser } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslations } from 'use-intl';
import { api, codeOf } from '../platform/api.ts';
import { useWorkspace, WorkspaceProvider } from '../platform/workspace.tsx';
import { Logo } from '../ui/logo.tsx';
import { ErrorState } from '../ui/states.tsx';
import { AccountMenu } from './account-menu.tsx';
import styles from './shell.module.css';

const CommandPalette = lazy(() => import('./command-palette.tsx'));

const PAGES = [
  // the gallery, the draft from data and the programme are reached from the maps, and belong to them
  { to: '/maps', name: 'maps', icon: IconColumns3, parts: ['/templates', '/discover', '/programme'] },
  { to: '/people', name: 'people', icon: IconUser, parts: [] },
  { to: '/reports', name: 'reports', icon: IconChartBar, parts: [] },
  { to: '/data', name: 'data', icon: IconDatabase, parts: [] },
] as const;

/** Rail, top bar and the page. Nothing is drawn before we know whose shop it is. */
export function Shell() {
  const me = useQuery(api.accounts.me.queryOptions({ staleTime: Number.POSITIVE_INFINITY }));
  if (me.isError && codeOf(me.error) !== 'UNAUTHORIZED')
    return (
      <div className={styles.broken}>
        <ErrorState error={me.error} onRetry={() => me.refetch()} />
      </div>
    );
  if (!me.data) return <div className={styles.blank} aria-busy="true" />;
  return (
    <WorkspaceProvider workspace={me.data.workspace}>
      <Frame email={me.data.email} />
    </WorkspaceProvider>
  );
}

function isWithin(path: string, part: string): boolean {
  return path === part || path.startsWith(`${part}/`);
}

function Frame({ email }: { email: string }) {
  const t = useTranslations('shell');
  const workspace = useWorkspace();
  const path = useLocation({ select: (location) => location.pathname });
  const [isPaletteWanted, setIsPaletteWanted] = useState(false);
  const [opened, setOpened] = useState(0);
  const openPalette = () => {
    setIsPaletteWanted(true);
    setOpened((count) => count + 1);
  };
  useHotkeys([['mod+K', openPalette]], []);
  return (
    <div className={styles.frame}>
      <a className={styles.skip} href="#page">
        {t('skip')}
      </a>
      <nav className={styles.rail} aria-label={t('pages')}>
        <Link to="/" className={styles.logo} aria-label={t('home')}>
          <Logo />
        </Link>
        {PAGES.map(({ to, name, icon: Icon, parts }) => (
          <Link
            key={to}
            to={to}
            className={styles.page}
            data-active={[to, ...parts].some((part) => isWithin(path, part)) || undefined}
          >
            <Icon size={20} stroke={1.6} aria-hidden />
            <span>{t(name)}</span>
          </Link>
        ))}
      </nav>
      <header className={styles.top}>
        <span className={styles.workspace}>{workspace.name}</span>
        {workspace.isDemo && <span className="tag">{t('demo')}</span>}
        <button type="button" className={styles.search} aria-label={t('search')} onClick={openPalette}>
          <IconSearch size={15} stroke={1.7} aria-hidden />
          <span>{t('search')}</span>
          <kbd>Ctrl K</kbd>
        </button>
        <AccountMenu email={email} />
      </header>
      <main id="page" className={styles.main} tabIndex={-1}>
        <Outlet />
      </main>
      {isPaletteWanted && (
        <Suspense fallback={null}>
          <CommandPalette opened={opened} />
        </Suspense>
      )}
    </div>
  );
}
