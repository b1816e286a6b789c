import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { refOf } from '../../../shared/maps/edit/map-document.ts';
import type { Json } from '../../../shared/maps/edit/map-edit.ts';
import { parseDuration } from '../../../shared/platform/duration.ts';
import { useFormats } from '../../platform/workspace.tsx';
import { readReferences } from '../editor/binding-references.ts';
import type { MapQuestion } from '../map-question.ts';
import panelStyles from '../panels/panel.module.css';
import type { OpenMap } from '../use-map-session.ts';
import { usePlan } from './plan-context.ts';
import styles from './plan-panel.module.css';
import { Problems } from './problems.tsx';
import { RuleForm } from './rule-form.tsx';
import { isComplete, readRule, type WrittenRule, writeRule } from './written-rule.ts';

interface PathRulesProps {
  open: OpenMap;
  rules: readonly Json[];
  question: MapQuestion;
}

const FRESH: WrittenRule = { kind: 'response', from: undefined, to: undefined, within: undefined, rest: {} };

/** The rules of the map, each a sentence that opens to be changed; a new one is in the map once it is whole. */
export function PathRules({ open, rules, question }: PathRulesProps) {
  const t = useTranslations('mapForms.rules');
  const plan = usePlan();
  const [shown, setShown] = useState<number | null>(null);
  const [draft, setDraft] = useState<WrittenRule | null>(null);
  const list = ['path', 'rules'];
  const at = (index: number) => [...list, refOf(rules[index] ?? null, index)];
  const add = (rule: WrittenRule) => {
    const last = rules.at(-1);
    const after = last === undefined ? null : refOf(last, rules.length - 1);
    plan.edit([{ kind: 'insert', list, after, value: writeRule(rule) }]);
    setDraft(null);
  };
  const remove = (index: number) => {
    const isLast = rules.length === 1;
    const whole = open.file.path;
    const hasOrder = typeof whole === 'object' && whole !== null && 'order' in whole;
    plan.edit([
      isLast ? { kind: 'set', at: hasOrder ? list : ['path'] } : { kind: 'remove', item: at(index) },
    ]);
    setShown(null);
  };
  return (
    <section className={panelStyles.stack}>
      <h3>{t('title')}</h3>
      <p className={styles.about}>{t('about')}</p>
      {rules.length > 0 && (
        <ul className={styles.rules}>
          {rules.map((raw, index) => (
            <WrittenRuleCard
              key={['rule', index].join('/')}
              raw={raw}
              keys={['path', 'rules', index]}
              open={open}
              question={question}
              isShown={shown === index}
              onShow={() => setShown(shown === index ? null : index)}
              onChange={(next) =>
                plan.edit([{ kind: 'set', at: at(index), base: raw, value: writeRule(next) }])
              }
              onRemove={() => remove(index)}
            />
          ))}
        </ul>
      )}
      {draft && (
        <section className={styles.rule} aria-label={t('fresh')}>
          <Sentence rule={draft} open={open} />
          <RuleForm rule={draft} open={open} question={question} onChange={setDraft} />
          <div className={panelStyles.row}>
            <button
              type="button"
              className="button"
              data-kind="primary"
              disabled={!isComplete(draft)}
              onClick={() => add(draft)}
            >
              {t('addIt')}
            </button>
            <button type="button" className="button" data-kind="quiet" onClick={() => setDraft(null)}>
              {t('cancel')}
            </button>
          </div>
        </section>
      )}
      {plan.canEdit && !draft && (
        <button
          type="button"
          className="button"
          onClick={() => {
            setDraft(FRESH);
            setShown(null);
          }}
        >
          <IconPlus size={15} stroke={1.7} aria-hidden />
          {t('add')}
        </button>
      )}
    </section>
  );
}

interface RuleCardProps {
  raw: Json;
  keys: (string | number)[];
  open: OpenMap;
  question: MapQuestion;
  isShown: boolean;
  onShow: () => void;
  onChange: (rule: WrittenRule) => void;
  onRemove: () => void;
}

function WrittenRuleCard(props: RuleCardProps) {
  const { raw, keys, open, question, isShown, onShow, onChange, onRemove } = props;
  const t = useTranslations('mapForms.rules');
  const plan = usePlan();
  const rule = readRule(raw);
  const removal = plan.canEdit && (
    <button type="button" className="button" data-kind="quiet" onClick={onRemove}>
      {t('remove')}
    </button>
  );
  return (
    <li className={styles.rule}>
      {rule === null ? (
        <>
          <p>{t('unknown')}</p>
          <Problems problems={plan.problems.within(keys)} />
          {removal}
        </>
      ) : (
        <>
          <button type="button" className={styles.sentence} aria-expanded={isShown} onClick={onShow}>
            <Sentence rule={rule} open={open} />
          </button>
          <Problems problems={plan.problems.within(keys)} />
          {isShown && (
            <>
              <RuleForm rule={rule} open={open} question={question} onChange={onChange} />
              {removal}
            </>
          )}
        </>
      )}
    </li>
  );
}

/** The rule as it is said beside the figures of conformance. */
function Sentence({ rule, open }: { rule: WrittenRule; open: OpenMap }) {
  const t = useTranslations('conformance');
  const formats = useFormats();
  const name = (side: Json | undefined) => {
    const references = readReferences(side, open.file.events);
    return references
      .map(({ event, where }) => (where === null ? event : `${event} (${where})`))
      .join(t('or'));
  };
  const limit = typeof rule.within === 'string' ? parseDuration(rule.within) : null;
  const kind = rule.kind === 'absence' && rule.from === undefined ? 'absenceEver' : rule.kind;
  return t(`rule.${kind}`, {
    from: name(rule.from) || '…',
    to: name(rule.to) || '…',
    within: limit === null ? '' : t('within', { time: formats.duration(limit) }),
  });
}
