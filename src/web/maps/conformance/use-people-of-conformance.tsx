import { useState } from 'react';
import type { ConformancePart } from '../../../shared/maps/conformance-contract.ts';
import { client } from '../../platform/api.ts';
import type { PeopleSelection } from '../../ui/people-drawer.tsx';
import type { MapQuestion } from '../map-question.ts';

/** Shows the people behind one number: its name, what it means, and the part of the question. */
export type ShowPeople = (title: string, means: string, part: ConformancePart) => void;

/** Click any number of conformance: exactly those people. */
export function usePeopleOfConformance(question: MapQuestion) {
  const [selection, setSelection] = useState<PeopleSelection | null>(null);
  const show: ShowPeople = (title, means, part) =>
    setSelection({
      key: JSON.stringify(['conformance', question, part]),
      title,
      about: <p className="mute">{means}</p>,
      groups: [
        {
          id: 'people',
          label: title,
          load: (cursor) => client.conformance.people({ ...question, part, cursor }),
        },
      ],
    });
  return { selection, show, close: () => setSelection(null) };
}
