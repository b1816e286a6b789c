import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { z } from 'zod';
import { type FunnelQuestion, funnelQuestion } from '../shared/reports/funnel.ts';
import { type PathsQuestion, pathsQuestion } from '../shared/reports/paths.ts';
import { type PanelSearch, panelSearch } from './maps/panels/panel-choice.ts';
import { type PeriodChoice, parseChoice } from './platform/period.ts';
import { NotFoundPage, RouteErrorPage } from './shell/broken-page.tsx';
import { Shell } from './shell/shell.tsx';

/** Everything that a link must carry stands in the address: the question of a report is the same JSON as the API takes. */
const periodSearch = (search: Record<string, unknown>): { period?: PeriodChoice } => ({
  period: parseChoice(search.period),
});

const rootRoute = createRootRoute({ component: Outlet, notFoundComponent: NotFoundPage });

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (search): { next?: string } => {
    const next = z.string().startsWith('/').safeParse(search.next).data;
    // "//elsewhere" would leave the site
    return { next: next?.startsWith('//') ? undefined : next };
  },
  component: lazyRouteComponent(() => import('./accounts/sign-in-page.tsx'), 'SignInPage'),
});

const sharedMapRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/shared/$token',
  component: lazyRouteComponent(() => import('./maps/share/shared-map-page.tsx'), 'SharedMapPage'),
});

const shellRoute = createRoute({ getParentRoute: () => rootRoute, id: 'shell', component: Shell });

const homeRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/maps', search: { home: true } });
  },
});

const mapsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/maps',
  // came to the front door: the only map opens at once
  validateSearch: (search): { home?: true } => ({ home: search.home === true ? true : undefined }),
  component: lazyRouteComponent(() => import('./maps/maps-page.tsx'), 'MapsPage'),
});

const templatesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/templates',
  validateSearch: (search): { q?: string; template?: string } => ({
    q: search.q === undefined || search.q === '' ? undefined : String(search.q),
    template: z.string().safeParse(search.template).data,
  }),
  component: lazyRouteComponent(() => import('./maps/templates/template-gallery.tsx'), 'TemplateGallery'),
});

const mapRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/maps/$map',
  validateSearch: (search): PanelSearch & { period?: PeriodChoice; compare?: 'off'; begin?: true } => ({
    ...panelSearch.parse(search),
    ...periodSearch(search),
    // a map that was just made: its first cell is being written
    begin: search.begin === true ? true : undefined,
    compare: search.compare === 'off' ? 'off' : undefined,
  }),
  component: lazyRouteComponent(() => import('./maps/map-page.tsx'), 'MapPage'),
});

const discoverRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/discover',
  component: lazyRouteComponent(() => import('./maps/discovery/discover-page.tsx'), 'DiscoverPage'),
});

const programmeRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/programme',
  validateSearch: periodSearch,
  component: lazyRouteComponent(() => import('./programme/programme-page.tsx'), 'ProgrammePage'),
});

const scorecardRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/programme/owners/$owner',
  validateSearch: periodSearch,
  component: lazyRouteComponent(() => import('./programme/scorecard-page.tsx'), 'ScorecardPage'),
});

const peopleRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/people',
  // a search for digits only (a phone, an order) arrives as a number
  validateSearch: (search): { q?: string } => ({
    q: search.q === undefined || search.q === '' ? undefined : String(search.q),
  }),
  component: lazyRouteComponent(() => import('./people/people-page.tsx'), 'PeoplePage'),
});

const personRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/people/$person',
  validateSearch: (search): { channel?: string } => ({
    channel: z.string().safeParse(search.channel).data,
  }),
  component: lazyRouteComponent(() => import('./people/person-page.tsx'), 'PersonPage'),
});

const reportsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/reports',
  component: lazyRouteComponent(() => import('./reports/reports-layout.tsx'), 'ReportsLayout'),
});

const reportsHomeRoute = createRoute({
  getParentRoute: () => reportsRoute,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/reports/funnel' });
  },
});

const funnelRoute = createRoute({
  getParentRoute: () => reportsRoute,
  path: 'funnel',
  validateSearch: (search): { q?: FunnelQuestion; period?: PeriodChoice } => ({
    ...periodSearch(search),
    q: funnelQuestion.safeParse(search.q).data,
  }),
  component: lazyRouteComponent(() => import('./reports/funnel-page.tsx'), 'FunnelPage'),
});

const pathsRoute = createRoute({
  getParentRoute: () => reportsRoute,
  path: 'paths',
  validateSearch: (search): { q?: PathsQuestion; period?: PeriodChoice } => ({
    ...periodSearch(search),
    q: pathsQuestion.safeParse(search.q).data,
  }),
  component: lazyRouteComponent(() => import('./reports/paths-page.tsx'), 'PathsPage'),
});

const channelsRoute = createRoute({
  getParentRoute: () => reportsRoute,
  path: 'channels',
  validateSearch: periodSearch,
  component: lazyRouteComponent(() => import('./reports/channels-page.tsx'), 'ChannelsPage'),
});

const dataRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/data',
  component: lazyRouteComponent(() => import('./data/data-page.tsx'), 'DataPage'),
});

const routeTree = rootRoute.addChildren([
  signInRoute,
  sharedMapRoute,
  shellRoute.addChildren([
    homeRoute,
    mapsRoute,
    templatesRoute,
    mapRoute,
    discoverRoute,
    programmeRoute,
    scorecardRoute,
    peopleRoute,
    personRoute,
    reportsRoute.addChildren([reportsHomeRoute, funnelRoute, pathsRoute, channelsRoute]),
    dataRoute,
  ]),
]);

export const router = createRouter({
  routeTree,
  defaultPreload: 'intent',
  defaultErrorComponent: RouteErrorPage,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
