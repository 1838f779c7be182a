import Select from '@cloudscape-design/components/select';

import type { Standing } from '@/api/types';
import { formatMonthLong, isMonth } from '@/lib/month';

import { t } from './messages';
import { standingWords } from './standing-badge';

/** What the month picker is told. */
export interface MonthPickerProps {
  month: string;
  /** The months to choose from, newest first, with their standing where it is known. */
  months: { month: string; standing?: Standing | undefined }[];
  onMonth: (month: string) => void;
}

/** Chooses the billing month of a page. A month of a link that is not listed stays chosen and is offered too. */
export function MonthPicker({ month, months, onMonth }: MonthPickerProps) {
  const listed = months.some((item) => item.month === month) || !isMonth(month) ? months : [{ month, standing: undefined }, ...months];
  const options = listed.map((item) => ({
    value: item.month,
    label: formatMonthLong(item.month),
    ...(item.standing !== undefined && { tags: [standingWords[item.standing]] }),
  }));
  const selected = options.find((option) => option.value === month);
  return (
    <div className="month-picker">
      <Select
        ariaLabel={t('billingMonth')}
        selectedOption={selected === undefined ? null : { value: selected.value, label: selected.label }}
        options={options}
        onChange={({ detail }) => {
          if (detail.selectedOption.value !== undefined) onMonth(detail.selectedOption.value);
        }}
        expandToViewport
      />
    </div>
  );
}
