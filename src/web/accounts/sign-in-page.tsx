import { PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { api, codeOf } from '../platform/api.ts';
import { Logo } from '../ui/logo.tsx';
import styles from './sign-in-page.module.css';

const route = getRouteApi('/sign-in');

export function SignInPage() {
  const t = useTranslations('signIn');
  const router = useRouter();
  const queries = useQueryClient();
  const { next } = route.useSearch();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const signIn = useMutation(
    api.accounts.signIn.mutationOptions({
      onSuccess: () => {
        queries.clear();
        router.history.push(next ?? '/maps');
      },
    }),
  );
  const code = signIn.isError ? codeOf(signIn.error) : null;
  const problem =
    code === null
      ? null
      : code === 'UNAUTHORIZED' || code === 'BAD_REQUEST'
        ? t('wrong')
        : code === 'TOO_MANY_REQUESTS'
          ? t('tooOften')
          : t('unreachable');
  return (
    <main className={styles.page}>
      <svg
        className={styles.picture}
        viewBox="0 0 1440 900"
        preserveAspectRatio="xMidYMid slice"
        aria-hidden="true"
        fill="none"
      >
        <path d="M-20 640H1460" stroke="var(--mute)" strokeDasharray="5 8" opacity=".5" />
        <path
          d="M-40 640C160 640 190 470 400 520S700 760 900 660 1180 420 1480 500"
          stroke="var(--green)"
          strokeWidth="26"
          opacity=".14"
          strokeLinecap="round"
        />
      </svg>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          signIn.mutate({ email, password });
        }}
      >
        <span className={styles.logo}>
          <Logo size={34} />
        </span>
        <h1>{t('title')}</h1>
        <p className="mute">{t('text')}</p>
        <TextInput
          label={t('email')}
          type="email"
          name="email"
          autoComplete="username"
          required
          withAsterisk={false}
          autoFocus
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <PasswordInput
          label={t('password')}
          name="password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        {problem && (
          <p className={styles.problem} role="alert">
            {problem}
          </p>
        )}
        <button type="submit" className="button" data-kind="primary" disabled={signIn.isPending}>
          {t('submit')}
        </button>
        <p className={styles.hint}>{t('hint')}</p>
      </form>
    </main>
  );
}
