package anomalies

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store"
)

// Status says what people made of an anomaly.
type Status string

// The statuses.
const (
	StatusOpen         Status = "open"
	StatusAcknowledged Status = "acknowledged"
	StatusDismissed    Status = "dismissed"
)

// Statuses lists them in their order.
func Statuses() []string {
	return []string{string(StatusOpen), string(StatusAcknowledged), string(StatusDismissed)}
}

// Review is what somebody made of an anomaly. It is kept apart from what is found, by the anomaly's id.
type Review struct {
	Status Status    `json:"status"`
	Note   string    `json:"note"`
	By     string    `json:"by"`
	At     time.Time `json:"at"` // zero: nobody looked
}

const maxNote = 500

// Review keeps what was made of an anomaly; the last word counts.
func (s *Service) Review(ctx context.Context, sc scope.Scope, id string, in Review) (Row, error) {
	row, err := s.row(ctx, sc, id)
	if err != nil {
		return Row{}, err
	}
	in.Note = strings.TrimSpace(in.Note)
	switch {
	case in.Status != StatusOpen && in.Status != StatusAcknowledged && in.Status != StatusDismissed:
		return Row{}, invalid("/status", "Use open, acknowledged or dismissed.")
	case !utf8.ValidString(in.Note) || utf8.RuneCountInString(in.Note) > maxNote:
		return Row{}, invalid("/note", fmt.Sprintf("Use at most %d characters.", maxNote))
	}
	in.By, in.At = sc.Principal().ID, s.c.Clock.Now()
	b, err := json.Marshal(in)
	if err != nil {
		return Row{}, fmt.Errorf("encode review: %w", err)
	}
	err = s.c.Store.Apply(ctx,
		store.Write{Key: reviewPrefix(sc.Receiver()) + id, Value: b, Version: store.AnyVersion},
		store.Write{Key: reviewsKey(sc.Receiver()), Value: []byte(id), Version: store.AnyVersion})
	if err != nil {
		return Row{}, fmt.Errorf("keep review: %w", err)
	}
	row.Review = in
	return row, nil
}

// reviews returns every review of a receiver by anomaly.
func (s *Service) reviews(ctx context.Context, receiver string) (map[string]Review, error) {
	all := map[string]Review{}
	prefix := reviewPrefix(receiver)
	for rec, err := range s.c.Store.List(ctx, prefix, "") {
		if err != nil {
			return nil, fmt.Errorf("list reviews of anomalies: %w", err)
		}
		var r Review
		if err := json.Unmarshal(rec.Value, &r); err != nil {
			return nil, fmt.Errorf("decode %s: %w", rec.Key, err)
		}
		all[strings.TrimPrefix(rec.Key, prefix)] = r
	}
	return all, nil
}
