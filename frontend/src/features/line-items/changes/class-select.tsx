import Select from '@cloudscape-design/components/select';

import type { AttributionClass } from '@/api/types';

import { attributionClasses, attributionWords } from '../attribution-words';

/** What the choice of what an item stands for is told. */
export interface ClassSelectProps {
  value: AttributionClass;
  /** Classes that cannot be chosen here. */
  without?: AttributionClass[];
  onClass: (chosen: AttributionClass) => void;
}

/** Chooses what a line item stands for. */
export function ClassSelect({ value, without = [], onClass }: ClassSelectProps) {
  const choices = attributionClasses.filter((one) => !without.includes(one));
  return (
    <Select
      selectedOption={{ value, label: attributionWords[value] }}
      options={choices.map((one) => ({ value: one, label: attributionWords[one] }))}
      onChange={({ detail }) => {
        const chosen = choices.find((one) => one === detail.selectedOption.value);
        if (chosen !== undefined) onClass(chosen);
      }}
    />
  );
}
