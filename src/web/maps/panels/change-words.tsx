import { useTranslations } from 'use-intl';
import type { MapChange } from '../../../shared/maps/edit/describe-edits.ts';
import { cutText } from '../../../shared/platform/cut-text.ts';
import { TEXT_LANES } from './lane-texts.ts';
import styles from './panel.module.css';

const MOST_LETTERS = 90;
const cut = (text: string) => (text.length > MOST_LETTERS ? `${cutText(text, MOST_LETTERS)}…` : text);

/** Changes of a map as sentences without their author: `renamed the step Pays to Checks out`. */
export function ChangeList({ changes, most = 40 }: { changes: readonly MapChange[]; most?: number }) {
  const t = useTranslations('panels.changes');
  return (
    <ul className={styles.changes}>
      {changes.slice(0, most).map((change, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: changes have no name, and their order is their meaning
        <li key={index} data-kind={change.kind}>
          <ChangeWords change={change} />
        </li>
      ))}
      {changes.length > most && <li>{t('more', { count: changes.length - most })}</li>}
    </ul>
  );
}

const FIELDS = [...TEXT_LANES, 'title', 'images', 'files', 'target', 'lanes'] as const;

function ChangeWords({ change }: { change: MapChange }) {
  const t = useTranslations('panels.changes');
  const { kind, thing, field } = change;
  const known = FIELDS.find((one) => one === field);
  const values = {
    what: t(`things.${thing}`),
    title: cut(change.title),
    field: known ? t(`fields.${known}`) : (field ?? ''),
    before: cut(change.before ?? ''),
    after: cut(change.after ?? ''),
    inside: change.inside?.title ?? '',
    has: change.inside === null ? 'no' : 'yes',
    b: (chunks: React.ReactNode) => <b>{chunks}</b>,
  };
  if (kind === 'moved') return t.rich(change.after === null ? 'movedFirst' : 'moved', values);
  if (kind === 'replaced') return t.rich('replaced', values);
  if (kind === 'renamed') return t.rich('renamed', values);
  if (field === null) return t.rich(kind === 'changed' ? 'changedThing' : `${kind}Thing`, values);
  return t.rich(`${kind}In`, values);
}
