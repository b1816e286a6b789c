import { Select } from '@mantine/core';
import { useTranslations } from 'use-intl';
import { useFormats } from '../../platform/workspace.tsx';
import { BindingEditor } from '../editor/binding-editor.tsx';
import type { MapQuestion } from '../map-question.ts';
import panelStyles from '../panels/panel.module.css';
import type { OpenMap } from '../use-map-session.ts';
import { DurationField } from './duration-field.tsx';
import { usePlan } from './plan-context.ts';
import { hasFrom, RULE_KINDS, type WrittenRule } from './written-rule.ts';

interface RuleFormProps {
  rule: WrittenRule;
  open: OpenMap;
  question: MapQuestion;
  onChange: (rule: WrittenRule) => void;
}

/** A rule as the sentence it is: what it asks, of which events, and how soon. */
export function RuleForm({ rule, open, question, onChange }: RuleFormProps) {
  const t = useTranslations('mapForms.rules');
  const formats = useFormats();
  const { canEdit } = usePlan();
  const side = (key: 'from' | 'to') => (
    <BindingEditor
      key={key}
      label={t(`sides.${rule.kind}.${key}`)}
      value={rule[key]}
      where={null}
      isOne={false}
      open={open}
      period={question.period}
      onChange={(value) => onChange({ ...rule, [key]: value })}
    />
  );
  // as the sentence says it: what must come before is said last
  const sides = rule.kind === 'precedence' ? [side('to'), side('from')] : [side('from'), side('to')];
  return (
    <div className={panelStyles.stack}>
      <Select
        label={t('kind')}
        data={RULE_KINDS.map((kind) => ({ value: kind, label: t(`kinds.${kind}`) }))}
        value={rule.kind}
        allowDeselect={false}
        readOnly={!canEdit}
        comboboxProps={{ shadow: 'none' }}
        onChange={(next) => {
          const kind = RULE_KINDS.find((one) => one === next);
          if (kind) onChange({ ...rule, kind });
        }}
      />
      {hasFrom(rule.kind) ? sides : side('to')}
      <DurationField
        label={t('within')}
        value={typeof rule.within === 'string' ? rule.within : null}
        none={
          rule.kind === 'precedence'
            ? t('noLimit')
            : t('journeyLimit', { time: formats.duration(open.map.case.windowMs) })
        }
        isReadOnly={!canEdit}
        onChange={(within) => onChange({ ...rule, within: within ?? undefined })}
      />
    </div>
  );
}
