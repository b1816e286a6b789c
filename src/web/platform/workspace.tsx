import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { IntlProvider } from 'use-intl';
import { type Formats, makeFormats } from '../../shared/platform/formats.ts';
import messages from './messages.en.json';

export interface Workspace {
  name: string;
  currency: string;
  timeZone: string;
  isDemo: boolean;
}

/** The catalogue is English; numbers and dates follow the reader's kind of English, day before month where they name none. */
const LOCALE = navigator.languages.find((language) => /^en-/.test(language)) ?? 'en-GB';
const BEFORE_SIGN_IN: Workspace = { name: '', currency: 'EUR', timeZone: 'UTC', isDemo: false };
const WorkspaceContext = createContext<{ workspace: Workspace; formats: Formats } | null>(null);

/** Texts, and the number formats of the shop: its currency, its time zone. */
export function WorkspaceProvider({ workspace = BEFORE_SIGN_IN, children }: ProviderProps) {
  const { name, currency, timeZone, isDemo } = workspace;
  const value = useMemo(
    () => ({
      workspace: { name, currency, timeZone, isDemo },
      formats: makeFormats({ locale: LOCALE, currency, timeZone }),
    }),
    [name, currency, timeZone, isDemo],
  );
  return (
    <IntlProvider locale={LOCALE} messages={messages} timeZone={timeZone}>
      <WorkspaceContext.Provider value={value}>{children}</WorkspaceContext.Provider>
    </IntlProvider>
  );
}

interface ProviderProps {
  workspace?: Workspace;
  children: ReactNode;
}

function useWorkspaceContext() {
  const value = useContext(WorkspaceContext);
  if (!value) throw new Error('used outside of WorkspaceProvider');
  return value;
}

export function useWorkspace(): Workspace {
  return useWorkspaceContext().workspace;
}

export function useFormats(): Formats {
  return useWorkspaceContext().formats;
}
