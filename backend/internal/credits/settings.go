package credits

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store"
)

// Settings say how credits are recognised and when they are worth a warning, per receiver.
type Settings struct {
	MAPPatterns []string  `json:"map_patterns"`
	AlertDays   []int     `json:"alert_days"` // the most first, none twice
	Version     int64     `json:"-"`          // 0 as long as nobody changed them
	ChangedBy   string    `json:"changed_by"`
	ChangedAt   time.Time `json:"changed_at"`
}

// DefaultSettings are in force until somebody changes them. What AWS writes on credits of the Migration Acceleration Program is documented nowhere.
func DefaultSettings() Settings {
	return Settings{MAPPatterns: []string{"MAP*", "Migration Acceleration*"}, AlertDays: []int{90, 60, 30}}
}

// Bounds of settings.
const (
	maxPatterns      = 50
	maxPatternLength = 200
	maxAlerts        = 5
	maxAlertDays     = 365
)

func settingsKey(receiver string) string { return "credit-settings/" + receiver }

// Settings returns the settings in force.
func (s *Service) Settings(ctx context.Context, sc scope.Scope) (Settings, error) {
	if err := sc.Check(); err != nil {
		return Settings{}, err
	}
	rec, err := s.c.Store.Get(ctx, settingsKey(sc.Receiver()))
	if errors.Is(err, store.ErrNotFound) {
		return DefaultSettings(), nil
	}
	if err != nil {
		return Settings{}, fmt.Errorf("read settings of credits: %w", err)
	}
	var kept Settings
	if err := json.Unmarshal(rec.Value, &kept); err != nil {
		return Settings{}, fmt.Errorf("decode settings of credits: %w", err)
	}
	kept.Version = rec.Version
	return kept, nil
}

// ChangeSettings keeps new settings, which have to have the version of those that were read.
func (s *Service) ChangeSettings(ctx context.Context, sc scope.Scope, in Settings) (Settings, error) {
	if err := mayChange(sc); err != nil {
		return Settings{}, err
	}
	in, err := in.tidied()
	if err != nil {
		return Settings{}, err
	}
	in.ChangedAt, in.ChangedBy = s.c.Clock.Now(), sc.Principal().ID
	b, err := json.Marshal(in)
	if err != nil {
		return Settings{}, fmt.Errorf("encode settings of credits: %w", err)
	}
	err = s.c.Store.Apply(ctx, store.Write{Key: settingsKey(sc.Receiver()), Value: b, Version: in.Version})
	if errors.Is(err, store.ErrVersion) {
		return Settings{}, fault.New(fault.Conflict, CodeSettingsChanged, "Somebody changed the settings since you read them. Read them again and repeat your change.")
	}
	if err != nil {
		return Settings{}, fmt.Errorf("keep settings of credits: %w", err)
	}
	in.Version++
	return in, nil
}

// tidied checks settings and puts them in order.
func (s Settings) tidied() (Settings, error) {
	if len(s.MAPPatterns) > maxPatterns {
		return s, invalid(CodeInvalidSettings, "/map_patterns", fmt.Sprintf("Use at most %d patterns.", maxPatterns))
	}
	patterns := make([]string, 0, len(s.MAPPatterns))
	for i, p := range s.MAPPatterns {
		p = strings.TrimSpace(p)
		if strings.Trim(p, "* ") == "" || !utf8.ValidString(p) || utf8.RuneCountInString(p) > maxPatternLength {
			return s, invalid(CodeInvalidSettings, fmt.Sprintf("/map_patterns/%d", i), fmt.Sprintf("Use 1 to %d characters, and not only *, which would stand for every credit.", maxPatternLength))
		}
		if !slices.ContainsFunc(patterns, func(have string) bool { return strings.EqualFold(have, p) }) {
			patterns = append(patterns, p)
		}
	}
	if len(s.AlertDays) == 0 || len(s.AlertDays) > maxAlerts {
		return s, invalid(CodeInvalidSettings, "/alert_days", fmt.Sprintf("Use 1 to %d numbers of days.", maxAlerts))
	}
	for i, d := range s.AlertDays {
		if d < 1 || d > maxAlertDays {
			return s, invalid(CodeInvalidSettings, fmt.Sprintf("/alert_days/%d", i), fmt.Sprintf("Use a number of days from 1 to %d.", maxAlertDays))
		}
	}
	days := slices.Clone(s.AlertDays)
	slices.Sort(days)
	days = slices.Compact(days)
	slices.Reverse(days)
	s.MAPPatterns, s.AlertDays = patterns, days
	return s, nil
}

// longest and shortest are the bounds of the alerts.
func (s Settings) longest() int  { return slices.Max(s.AlertDays) }
func (s Settings) shortest() int { return slices.Min(s.AlertDays) }
