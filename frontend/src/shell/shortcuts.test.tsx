import { fireEvent, render, screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';

import { useShortcuts } from './shortcuts';

function Page({ singleKeys, actions }: { singleKeys: boolean; actions: ReturnType<typeof actionsOf> }) {
  useShortcuts(singleKeys, actions);
  return (
    <div id="main-content">
      <div data-filter>
        <input aria-label="filter" />
      </div>
      <input type="checkbox" aria-label="choice" />
      <div role="dialog">
        <button type="button">inside</button>
      </div>
    </div>
  );
}

function actionsOf() {
  return {
    pages: [{ key: 'd', text: 'Dashboard', href: '/dashboard' }],
    go: vi.fn(),
    toggleNavigation: vi.fn(),
    toggleHelp: vi.fn(),
    showKeys: vi.fn(),
    search: vi.fn(),
  };
}

function show({ singleKeys = true } = {}) {
  const actions = actionsOf();
  render(<Page singleKeys={singleKeys} actions={actions} />);
  return actions;
}

const press = (key: string, init: KeyboardEventInit = {}, on: Element = document.body) => fireEvent.keyDown(on, { key, ...init });

describe('shortcuts', () => {
  it('go to a page with two keys', () => {
    const { go } = show();
    press('d');
    expect(go).not.toHaveBeenCalled();
    press('g');
    press('d');
    expect(go).toHaveBeenCalledWith('/dashboard');
    press('d');
    expect(go).toHaveBeenCalledTimes(1);
  });

  it('forget the first key after a while', () => {
    const { go } = show();
    const later = (key: string, timeStamp: number) => {
      const event = new KeyboardEvent('keydown', { key, bubbles: true });
      Object.defineProperty(event, 'timeStamp', { value: timeStamp });
      document.body.dispatchEvent(event);
    };
    later('g', 1_000);
    later('d', 3_000);
    expect(go).not.toHaveBeenCalled();
    later('g', 4_000);
    later('d', 5_000);
    expect(go).toHaveBeenCalled();
  });

  it('do what their key says, and focus the filter', () => {
    const { showKeys, toggleHelp, toggleNavigation } = show();
    press('?', { shiftKey: true });
    press('[');
    press(']');
    press('/');
    expect([showKeys, toggleNavigation, toggleHelp].map((act) => act.mock.calls.length)).toEqual([1, 1, 1]);
    expect(document.activeElement).toBe(screen.getByLabelText('filter'));
  });

  it('are text where a person types, and nothing inside a dialog', () => {
    const { showKeys, toggleNavigation } = show();
    press('?', {}, screen.getByLabelText('filter'));
    press('[', {}, screen.getByText('inside'));
    expect(showKeys).not.toHaveBeenCalled();
    expect(toggleNavigation).not.toHaveBeenCalled();
    press('?', {}, screen.getByLabelText('choice'));
    expect(showKeys).toHaveBeenCalled();
  });

  it('leave the commands of the browser alone, and take brackets that need AltGr', () => {
    const { toggleNavigation } = show();
    press('[', { ctrlKey: true });
    press('[', { metaKey: true });
    expect(toggleNavigation).not.toHaveBeenCalled();
    press('[', { ctrlKey: true, altKey: true, modifierAltGraph: true });
    expect(toggleNavigation).toHaveBeenCalled();
  });

  it('can be switched off, but for the search, which works in a field too', () => {
    const { search, showKeys } = show({ singleKeys: false });
    press('?');
    expect(showKeys).not.toHaveBeenCalled();
    press('k', { ctrlKey: true }, screen.getByLabelText('filter'));
    press('K', { metaKey: true });
    expect(search).toHaveBeenCalledTimes(2);
  });
});
