import Select from '@cloudscape-design/components/select';

import type { AttributionClass } from '@/api/types';

import { attributionClasses, attributionWords } from '../attribution-words';
import { t } from './messages';

/** What the choice of what an item stands for is told. */
export interface ClassSelectProps {
  /** Undefined while nothing is chosen. */
  value: AttributionClass | undefined;
  /** Classes that cannot be chosen here. */
  without?: AttributionClass[];
  onClass: (chosen: AttributionClass) => void;
}

/** Chooses what a line item stands for. */
export function ClassSelect({ value, without = [], onClass }: ClassSelectProps) {
  const choices = attributionClasses.filter((one) => !without.includes(one));
  return (
    <Select
      selectedOption={value === undefined ? null : { value, label: attributionWords[value] }}
      placeholder={t('chooseClass')}
      options={choices.map((one) => ({ value: one, label: attributionWords[one] }))}
      onChange={({ detail }) => {
        const chosen = choices.find((one) => one === detail.selectedOption.value);
        if (chosen !== undefined) onClass(chosen);
      }}
    />
  );
}
