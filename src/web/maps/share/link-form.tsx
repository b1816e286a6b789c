import { PasswordInput, SegmentedControl, Select, Switch } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { api } from '../../platform/api.ts';
import { useFormats } from '../../platform/workspace.tsx';
import { CopyText } from '../../ui/copy-text.tsx';
import { ErrorState } from '../../ui/states.tsx';
import type { MapQuestion } from '../map-question.ts';
import styles from './link-form.module.css';

const DAY_MS = 86_400_000;
const LIFETIMES_DAYS = [1, 7, 30, 90, 365];
const SHORTEST_PASSWORD = 6;

/** Makes a link: what it shows, until when, behind which password, and whether other sites may frame it. */
export function LinkForm({ question }: { question: MapQuestion }) {
  const t = useTranslations('share');
  const formats = useFormats();
  const queries = useQueryClient();
  const [isLive, setIsLive] = useState(true);
  const [isMoving, setIsMoving] = useState(true);
  const [lifetimeDays, setLifetimeDays] = useState('30');
  const [password, setPassword] = useState('');
  const [mayEmbed, setMayEmbed] = useState(false);
  const make = useMutation(
    api.mapFiles.createLink.mutationOptions({
      onSuccess: () => queries.invalidateQueries({ queryKey: api.mapFiles.links.key() }),
    }),
  );
  const isTooShort = password !== '' && password.length < SHORTEST_PASSWORD;
  const days = formats.range(question.period.from, question.period.to);
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (isTooShort) return;
        make.mutate({
          map: question.map,
          isLive,
          // a picture of one moment is of the days that are on the page
          period: isLive && isMoving ? null : question.period,
          expiresAt:
            lifetimeDays === 'never'
              ? null
              : new Date(Date.now() + Number(lifetimeDays) * DAY_MS).toISOString(),
          password: password === '' ? null : password,
          mayEmbed,
        });
      }}
    >
      <div className={styles.fields}>
        <div>
          <span className={styles.label}>{t('shows')}</span>
          <SegmentedControl
            fullWidth
            size="sm"
            aria-label={t('shows')}
            value={isLive ? 'live' : 'frozen'}
            onChange={(value) => setIsLive(value === 'live')}
            data={[
              { value: 'live', label: t('live') },
              { value: 'frozen', label: t('frozen') },
            ]}
          />
        </div>
        <Select
          label={t('days')}
          allowDeselect={false}
          disabled={!isLive}
          value={isLive && isMoving ? 'moving' : 'these'}
          onChange={(value) => setIsMoving(value === 'moving')}
          data={[
            { value: 'moving', label: t('lastDays') },
            { value: 'these', label: t('theseDays', { days }) },
          ]}
        />
        <Select
          label={t('ends')}
          allowDeselect={false}
          value={lifetimeDays}
          onChange={(value) => setLifetimeDays(value ?? 'never')}
          data={[
            ...LIFETIMES_DAYS.map((count) => ({
              value: String(count),
              label: t('afterDays', { days: count }),
            })),
            { value: 'never', label: t('never') },
          ]}
        />
        <PasswordInput
          label={t('password')}
          placeholder={t('passwordHint')}
          autoComplete="new-password"
          value={password}
          error={isTooShort ? t('passwordShort') : undefined}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
      </div>
      <div className={styles.last}>
        <Switch
          label={t('embed')}
          checked={mayEmbed}
          onChange={(event) => setMayEmbed(event.currentTarget.checked)}
        />
        <button type="submit" className="button" data-kind="primary" disabled={make.isPending || isTooShort}>
          {make.isPending ? t('making') : t('make')}
        </button>
      </div>
      {make.isError && <ErrorState error={make.error} isCompact />}
      {make.data && <MadeLink token={make.data.token} mayEmbed={make.data.link.mayEmbed} />}
    </form>
  );
}

function MadeLink({ token, mayEmbed }: { token: string; mayEmbed: boolean }) {
  const t = useTranslations('share');
  const url = `${window.location.origin}/shared/${token}`;
  return (
    <output className={styles.made}>
      <p>{t('made')}</p>
      <CopyText text={url} isOneLine />
      {mayEmbed && (
        <>
          <p>{t('embedCode')}</p>
          <CopyText
            text={`<iframe src="${url}" width="100%" height="720" style="border:0" loading="lazy"></iframe>`}
            isOneLine
          />
        </>
      )}
    </output>
  );
}
