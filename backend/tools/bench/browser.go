package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// Bounds of what the browser shows, from the budgets of the design at 25 rows a table.
const (
	boundElements = 3500
	boundTask     = 200 * time.Millisecond // the longest task of the main thread
	boundInput    = 200 * time.Millisecond // from an input to the next paint
)

// pageFigure is what the performance run of the browser tests writes of a page or of an action on it; times are in milliseconds.
type pageFigure struct {
	Page        string `json:"page"`
	What        string `json:"what"` // "load", or what was done
	Elements    int    `json:"elements"`
	LongestTask int64  `json:"longestTask"`
	Shown       int64  `json:"shown"`
}

// browse lets Chromium open every page of the portal that runs, and work on every table of it.
func (b *bench) browse(ctx context.Context, r *report) error {
	fmt.Println("measuring the pages in a browser")
	if err := b.restart(ctx); err != nil {
		return err
	}
	results := filepath.Join(b.dir, "browser.json")
	cmd := exec.CommandContext(ctx, b.pnpm, "exec", "playwright", "test", "--config", "frontend/e2e/performance.config.ts") //nolint:gosec // our own tool
	cmd.Dir, cmd.Stdout, cmd.Stderr = b.root, os.Stdout, os.Stderr
	cmd.Env = append(os.Environ(), "PERFORMANCE_WEB="+b.portal.printed["Web application"], "PERFORMANCE_API="+b.portal.address, "PERFORMANCE_RESULTS="+results)
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("the performance run of the browser: %w", err)
	}
	content, err := os.ReadFile(results) //nolint:gosec // just written by it
	if err != nil {
		return err
	}
	return json.Unmarshal(content, &r.pages)
}

// browserFigures are the worst of all pages, each with its bound; the table of the report has every page.
func (r report) browserFigures() []figure {
	if len(r.pages) == 0 {
		return nil
	}
	elements, task, input := r.pages[0], r.pages[0], pageFigure{}
	for _, p := range r.pages {
		if p.Elements > elements.Elements {
			elements = p
		}
		if p.LongestTask > task.LongestTask {
			task = p
		}
		if p.What != "load" && p.Shown > input.Shown {
			input = p
		}
	}
	return []figure{
		{"Elements of the largest page (" + elements.Page + ")", fmt.Sprint(elements.Elements), fmt.Sprint(boundElements), float64(elements.Elements) / boundElements},
		timeFigure("Longest task ("+task.Page+", "+task.What+")", time.Duration(task.LongestTask)*time.Millisecond, boundTask),
		timeFigure("Slowest input to paint ("+input.Page+", "+input.What+")", time.Duration(input.Shown)*time.Millisecond, boundInput),
	}
}
