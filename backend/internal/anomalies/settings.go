package anomalies

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/stats"
	"portal.example/backend/internal/store"
)

// Sensitivity is how far from usual a day has to be.
type Sensitivity string

// The sensitivities, each a number of standard deviations.
const (
	SensitivityLow    Sensitivity = "low"
	SensitivityMedium Sensitivity = "medium"
	SensitivityHigh   Sensitivity = "high"
)

// tenths of a standard deviation.
func (s Sensitivity) sigmas() int64 {
	switch s {
	case SensitivityLow:
		return 80
	case SensitivityHigh:
		return 35
	case SensitivityMedium:
	}
	return 50
}

// Settings say when a deviation is an anomaly, per receiver.
type Settings struct {
	Sensitivity Sensitivity   `json:"sensitivity"`
	MinPercent  money.Decimal `json:"min_percent"` // over what was expected of the service, that each day has to have
	MinImpact   money.Amount  `json:"min_impact"`  // of the whole anomaly; in other currencies the same number counts
	Version     int64         `json:"-"`           // 0 as long as nobody changed them
	UpdatedAt   time.Time     `json:"updated_at"`
	UpdatedBy   string        `json:"updated_by"`
}

// DefaultSettings are in force until somebody changes them.
func DefaultSettings() Settings {
	return Settings{Sensitivity: SensitivityMedium, MinPercent: money.FromInt(20), MinImpact: money.New(money.FromInt(25), money.USD)}
}

// limits are settings in the units of the statistics.
type limits struct {
	sigmas  int64 // tenths
	percent int64 // millionths of a percent
	impact  int64 // millionths
}

func (s Settings) limits() limits {
	return limits{s.Sensitivity.sigmas(), stats.Micros(s.MinPercent), stats.Micros(s.MinImpact.Number)}
}

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
		return Settings{}, fmt.Errorf("read settings of anomalies: %w", err)
	}
	var kept Settings
	if err := json.Unmarshal(rec.Value, &kept); err != nil {
		return Settings{}, fmt.Errorf("decode settings of anomalies: %w", err)
	}
	kept.Version = rec.Version
	return kept, nil
}

// Bounds of settings.
const (
	maxPercent = 10_000
	maxImpact  = 1_000_000_000
)

func (s Settings) check() error {
	switch s.Sensitivity {
	case SensitivityLow, SensitivityMedium, SensitivityHigh:
	default:
		return invalid("/sensitivity", "Use low, medium or high.")
	}
	if s.MinPercent.Sign() < 0 || s.MinPercent.Cmp(money.FromInt(maxPercent)) > 0 {
		return invalid("/min_percent", fmt.Sprintf("Use a percentage from 0 to %d.", maxPercent))
	}
	if s.MinImpact.Number.Sign() < 0 || s.MinImpact.Number.Cmp(money.FromInt(maxImpact)) > 0 {
		return invalid("/min_impact/amount", fmt.Sprintf("Use an amount from 0 to %d.", maxImpact))
	}
	return nil
}

// ChangeSettings keeps new settings, which have to have the version of those that were read, and starts looking for anomalies anew by them.
func (s *Service) ChangeSettings(ctx context.Context, sc scope.Scope, in Settings) (Settings, error) {
	if err := errors.Join(sc.Check(), in.check()); err != nil {
		return Settings{}, err
	}
	in.UpdatedAt, in.UpdatedBy = s.c.Clock.Now(), sc.Principal().ID
	b, err := json.Marshal(in)
	if err != nil {
		return Settings{}, fmt.Errorf("encode settings of anomalies: %w", err)
	}
	err = s.c.Store.Apply(ctx, store.Write{Key: settingsKey(sc.Receiver()), Value: b, Version: in.Version})
	if errors.Is(err, store.ErrVersion) {
		return Settings{}, fault.New(fault.Conflict, CodeSettingsChanged, "Somebody changed the settings since you read them. Read them again and repeat your change.")
	}
	if err != nil {
		return Settings{}, fmt.Errorf("keep settings of anomalies: %w", err)
	}
	in.Version++
	_, _, err = s.c.Jobs.Start(ctx, jobs.StartInput{Scope: sc, Kind: JobKind, Title: "Look for anomalies", Args: struct{}{}})
	return in, err
}
