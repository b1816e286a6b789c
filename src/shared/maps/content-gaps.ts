import { type Persona, type Stage, type Step, valueUnder } from './journey-map.ts';

/** What a persona finds in one step, and what it asks or suffers there that nothing answers. */
export interface StepContent {
  step: Step;
  /** made for this persona */
  own: string[];
  /** Thoughts and pains. In a step without any content all that the persona has there; else those of this persona alone, where none is made for it. */
  unanswered: string[];
}

export interface ContentCell {
  /** for everybody, of steps and touchpoints, each once */
  shared: string[];
  steps: StepContent[];
  state: 'answered' | 'unanswered' | 'empty';
}

/**
 * The table of content gaps: what there is to read, watch or use for a persona in a stage, and what is missing.
 *
 * contentCell(stage, persona).state // -> 'empty' where the stage has no content, neither for everybody nor for the persona
 */
export function contentCell(stage: Stage, persona: Persona): ContentCell {
  const shared = [...new Set(stage.steps.flatMap(contentOfStep))];
  const steps = stage.steps.map((step): StepContent => {
    const view = valueUnder(step.perPersona, persona.id);
    const own = view?.content ?? [];
    const addressed = step.pains.filter((pain) => pain.personas.includes(persona.id));
    const ownQuestions = [...(view?.thoughts ?? []), ...[...(view?.pains ?? []), ...addressed].map(textOf)];
    const common = view && view.thoughts.length > 0 ? [] : step.thoughts;
    const everybodys = [...common, ...step.pains.filter((pain) => pain.personas.length === 0).map(textOf)];
    const unanswered =
      own.length > 0
        ? []
        : contentOfStep(step).length > 0
          ? ownQuestions
          : [...new Set([...ownQuestions, ...everybodys])];
    return { step, own, unanswered };
  });
  const isEmpty = shared.length === 0 && steps.every(({ own }) => own.length === 0);
  const isUnanswered = steps.some(({ unanswered }) => unanswered.length > 0);
  return { shared, steps, state: isEmpty ? 'empty' : isUnanswered ? 'unanswered' : 'answered' };
}

function contentOfStep(step: Step): string[] {
  return [...step.content, ...step.touchpoints.flatMap((touchpoint) => touchpoint.content)];
}

function textOf({ text }: { text: string }): string {
  return text;
}
