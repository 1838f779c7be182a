import { act, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { ApiProblem } from '@/lib/problem';

import { ProblemAlert } from './problem-alert';

const throttled = (seconds: number | undefined) => new ApiProblem('AWS limits requests', 503, 'aws_throttled', 'Wait a little.', 'r1', [], seconds, undefined);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const pass = (seconds: number) => {
  for (let second = 0; second < seconds; second += 1) void act(() => vi.advanceTimersByTime(1000));
};

test('tries again by itself when the answer says when, and starts over with the next refusal', () => {
  const retry = vi.fn();
  const { rerender } = render(<ProblemAlert what="We couldn't load it." error={throttled(3)} onRetry={retry} />);
  expect(screen.getByText('Trying again by itself in 3 s.')).toBeTruthy();
  pass(2);
  expect(screen.getByText('Trying again by itself in 1 s.')).toBeTruthy();
  expect(retry).not.toHaveBeenCalled();
  pass(1);
  expect(retry).toHaveBeenCalledTimes(1);
  rerender(<ProblemAlert what="We couldn't load it." error={throttled(2)} onRetry={retry} />);
  expect(screen.getByText('Trying again by itself in 2 s.')).toBeTruthy();
  pass(2);
  expect(retry).toHaveBeenCalledTimes(2);
});

test('leaves it to the person where nothing was said of when', () => {
  const retry = vi.fn();
  render(<ProblemAlert what="We couldn't load it." error={throttled(undefined)} onRetry={retry} />);
  pass(60);
  expect(retry).not.toHaveBeenCalled();
  expect(screen.queryByText(/by itself/)).toBeNull();
});
