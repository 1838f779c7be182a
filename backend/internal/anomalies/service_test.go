package anomalies

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/objects/file"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store/memory"
	"portal.example/backend/internal/transfers"
)

const (
	receiver = "111122223333"
	acme     = "210000000001"
	fresh    = "210000000002"
	silent   = "210000000003"
)

// neighbours are a ledger of days, a directory and jobs.
type neighbours struct {
	now     time.Time
	days    map[string]map[period.Month]ledger.CustomerDays // by customer
	started []jobs.StartInput
}

func (n *neighbours) Now() time.Time { return n.now }

func (n *neighbours) Details(context.Context, scope.Scope) ([]ledger.DetailSummary, error) {
	seen := map[period.Month]bool{}
	for _, months := range n.days {
		for m := range months {
			seen[m] = true
		}
	}
	var all []ledger.DetailSummary
	for m := period.MonthOf(n.now); len(all) < len(seen); m = m.Add(-1) {
		if seen[m] {
			all = append(all, ledger.DetailSummary{Month: m})
		}
	}
	return all, nil
}

func (n *neighbours) Days(_ context.Context, _ scope.Scope, customer string, m period.Month) (ledger.CustomerDays, bool, error) {
	d, ok := n.days[customer][m]
	return d, ok, nil
}

func (n *neighbours) Directory(context.Context, scope.Scope) (*transfers.Directory, error) {
	d := &transfers.Directory{Receiver: receiver}
	for id, name := range map[string]string{acme: "Acme", fresh: "Fresh", silent: "Silent"} {
		d.Transfers = append(d.Transfers, transfers.Transfer{ID: "rt-" + id, SourceID: id, Name: name, Status: "ACCEPTED", Start: start.Start()})
	}
	return d, nil
}

func (n *neighbours) Start(_ context.Context, in jobs.StartInput) (jobs.Job, bool, error) {
	n.started = append(n.started, in)
	return jobs.Job{}, true, nil
}

// collect keeps the days of a customer up to now, the last two incomplete.
func (n *neighbours) collect(customer string, from period.Day, charged shape) {
	if n.days[customer] == nil {
		n.days[customer] = map[period.Month]ledger.CustomerDays{}
	}
	covers := period.DayOf(n.now).Add(-2)
	for m := from.Month(); !period.MonthOf(n.now).Before(m); m = m.Add(1) {
		view := ledger.ViewDays{Status: ledger.ViewRead, Currency: money.USD, AsOf: n.now, CoversTo: covers}
		if end := m.Day(m.Days()); end.Before(covers) {
			view.CoversTo = end
		}
		usage := ledger.Series{RecordType: "Usage", Service: "Amazon EC2", Class: string(margin.ClassUsage)}
		lump := ledger.Series{RecordType: "Credit", Service: "Amazon EC2", Class: string(margin.ClassCredit)}
		for d := m.Day(1); d.Month() == m && !period.DayOf(n.now).Before(d); d = d.Add(1) {
			view.Days++
			usage.Amounts = append(usage.Amounts, money.FromScaled(charged(start.Until(d)), 2))
			lump.Amounts = append(lump.Amounts, money.FromInt(int64(d.Number()%9/8)*5_000)) // taken back now and then
		}
		my := view
		view.Series, my.Series = []ledger.Series{usage}, []ledger.Series{usage, lump}
		n.days[customer][m] = ledger.CustomerDays{CustomerID: customer, Month: m, MyView: my, Showback: view}
	}
}

type bundle struct {
	*Service
	*neighbours

	scope scope.Scope
}

func setup(t *testing.T) bundle {
	t.Helper()
	n := &neighbours{now: start.Add(at("2026-04-20")).Start().Add(12 * time.Hour), days: map[string]map[period.Month]ledger.CustomerDays{}}
	files, err := file.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	sc, err := scope.New(receiver, scope.Principal{ID: "local", AllReceivers: true})
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(Config{Ledger: n, Directory: n, Jobs: n, Store: memory.New(), Objects: files, Clock: n, Parallelism: 2})
	if err != nil {
		t.Fatal(err)
	}
	return bundle{s, n, sc}
}

func (b bundle) look(t *testing.T) *List {
	t.Helper()
	if err := b.Look(t.Context(), b.scope); err != nil {
		t.Fatal(err)
	}
	return b.list(t)
}

func (b bundle) list(t *testing.T, terms ...paging.Term) *List {
	t.Helper()
	l, err := b.List(t.Context(), ListInput{b.scope, paging.Query{Limit: 100, Match: paging.All, Terms: terms}})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func codeOf(err error) string {
	f, ok := fault.As(err)
	switch {
	case !ok:
		return fmt.Sprint(err)
	case len(f.Fields) > 0:
		return f.Fields[0].Code + " " + f.Fields[0].Pointer
	}
	return f.Code
}

func TestNothingIsClaimedBeforeDaysWereRead(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, l := range []*List{b.list(t), b.look(t)} {
		if p := l.Provenance; l.Page.Total != 0 || p.Completeness != margin.Pending || len(p.Warnings) != 1 || p.Warnings[0].Code != warnNeverLooked {
			t.Errorf("%+v", l)
		}
	}
}

func TestLookSaysOfWhomItCouldFindAnything(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.collect(acme, start, between("2026-04-14", "2026-04-30", 200, business))
	b.collect(fresh, start.Add(at("2026-04-01")), business)
	l := b.look(t)
	if l.Page.Total != 1 {
		t.Fatalf("%d anomalies", l.Page.Total)
	}
	a := l.Page.Items[0]
	if a.Last.String() != "2026-04-18" || !a.Ongoing || a.Review.Status != StatusOpen || a.Name != "Acme" {
		t.Errorf("the days that are not complete do not count: %+v", a.Anomaly)
	}
	if c := l.Coverage; c.Customers != 2 || c.TooShort != 1 || c.Unread != 1 || c.From.String() != "2026-01" || c.To.String() != "2026-04" {
		t.Errorf("%+v", c)
	}
	if p := l.Provenance; p.Standing != ledger.StandingOpen || p.Completeness != margin.Partial || len(p.Warnings) != 2 || !p.AsOf.Equal(b.now) {
		t.Errorf("%+v", p)
	}
	sum, err := b.Summary(t.Context(), b.scope, period.MonthOf(b.now))
	if err != nil || sum.Found != 1 || sum.Open != 1 || fmt.Sprint(sum.Impact) != fmt.Sprintf("[%s]", money.New(a.Impact, money.USD)) {
		t.Errorf("%+v %v", sum, err)
	}
	if sum, err := b.Summary(t.Context(), b.scope, period.MonthOf(b.now).Add(-1)); err != nil || sum.Found != 0 {
		t.Errorf("of the month before: %+v %v", sum, err)
	}
}

func TestReviewsOutliveSearches(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.collect(acme, start, between("2026-04-14", "2026-04-30", 200, business))
	a := b.look(t).Page.Items[0]
	before, _ := b.Version(t.Context(), b.scope)
	row, err := b.Review(t.Context(), b.scope, a.ID, Review{Status: StatusAcknowledged, Note: " Planned load test "})
	if err != nil || row.Review.Note != "Planned load test" || row.Review.By != "local" || !row.Review.At.Equal(b.now) {
		t.Fatalf("%+v %v", row.Review, err)
	}
	if after, _ := b.Version(t.Context(), b.scope); after == before {
		t.Error("the version stays although a review came")
	}
	b.now = b.now.AddDate(0, 0, 3)
	b.collect(acme, start, between("2026-04-14", "2026-04-30", 200, business))
	l := b.look(t)
	if got := l.Page.Items[0]; l.Page.Total != 1 || got.ID != a.ID || got.Last.String() != "2026-04-21" || got.Review.Status != StatusAcknowledged {
		t.Errorf("it grew: %+v %+v", got.Anomaly, got.Review)
	}
	// Settings that find it a day earlier leave it what it is.
	b.collect(acme, start, between("2026-04-13", "2026-04-13", 116, between("2026-04-14", "2026-04-30", 200, business)))
	if _, err := b.ChangeSettings(t.Context(), b.scope, Settings{Sensitivity: SensitivityHigh, MinPercent: money.FromInt(10), MinImpact: money.New(money.FromInt(1), money.USD)}); err != nil {
		t.Fatal(err)
	}
	l = b.look(t)
	if got := l.Page.Items[0]; l.Page.Total != 1 || got.First.String() != "2026-04-13" || got.Review.Status != StatusAcknowledged {
		t.Errorf("found a day earlier: %+v %+v", got.Anomaly, got.Review)
	}
	if n := b.list(t, paging.Term{Property: "status", Op: paging.Eq, Value: "open"}).Page.Total; n != 0 {
		t.Errorf("%d are open", n)
	}
	d, err := b.Anomaly(t.Context(), b.scope, a.ID)
	if err != nil || len(d.Days) < shownBefore {
		t.Errorf("%d days around it: %v", len(d.Days), err)
	}
}

func TestWhatWasFoundInMonthsThatAreNoLongerReadStays(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.collect(acme, start, between("2026-03-10", "2026-03-12", 200, business))
	a := b.look(t).Page.Items[0]
	for m := range b.neighbours.days[acme] {
		if m.Before(period.MonthOf(b.now).Add(-1)) || m == period.MonthOf(b.now).Add(-1) {
			delete(b.neighbours.days[acme], m)
		}
	}
	l := b.look(t)
	if l.Page.Total != 1 || l.Page.Items[0].ID != a.ID {
		t.Fatalf("%d anomalies", l.Page.Total)
	}
	if d, err := b.Anomaly(t.Context(), b.scope, a.ID); err != nil || len(d.Days) == 0 {
		t.Errorf("its days are gone: %v", err)
	}
}

func TestSettingsAreGuardedAndStartASearch(t *testing.T) {
	t.Parallel()
	b := setup(t)
	s, err := b.Settings(t.Context(), b.scope)
	if err != nil || s.Version != 0 || s.Sensitivity != SensitivityMedium {
		t.Fatalf("%+v %v", s, err)
	}
	s.MinPercent = money.FromInt(40)
	if s, err = b.ChangeSettings(t.Context(), b.scope, s); err != nil || s.Version != 1 || s.UpdatedBy != "local" || len(b.started) != 1 || b.started[0].Kind != JobKind {
		t.Fatalf("%+v %v, %d jobs", s, err, len(b.started))
	}
	stale := s
	stale.Version = 0
	bad := func(change func(*Settings)) Settings { c := s; change(&c); return c }
	for want, in := range map[string]Settings{
		CodeSettingsChanged:                        stale,
		CodeInvalidSetting + " /sensitivity":       bad(func(s *Settings) { s.Sensitivity = "loud" }),
		CodeInvalidSetting + " /min_percent":       bad(func(s *Settings) { s.MinPercent = money.FromInt(10_001) }),
		CodeInvalidSetting + " /min_impact/amount": bad(func(s *Settings) { s.MinImpact.Number = money.FromInt(-1) }),
	} {
		if _, err := b.ChangeSettings(t.Context(), b.scope, in); codeOf(err) != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	if again, err := b.Settings(t.Context(), b.scope); err != nil || again.Version != 1 || len(b.started) != 1 {
		t.Errorf("%+v %v, %d jobs", again, err, len(b.started))
	}
}

func TestReviewsOfNothingAndOutOfBounds(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.collect(acme, start, between("2026-04-14", "2026-04-30", 200, business))
	a := b.look(t).Page.Items[0]
	for want, c := range map[string]struct {
		id string
		in Review
	}{
		CodeNotFound:                    {"an_00000000", Review{Status: StatusOpen}},
		CodeInvalidSetting + " /status": {a.ID, Review{Status: "seen"}},
		CodeInvalidSetting + " /note":   {a.ID, Review{Status: StatusOpen, Note: strings.Repeat("é", maxNote+1)}},
	} {
		if _, err := b.Review(t.Context(), b.scope, c.id, c.in); codeOf(err) != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	for _, err := range []error{
		b.Look(t.Context(), scope.Scope{}),
		func() error { _, err := b.List(t.Context(), ListInput{}); return err }(),
		func() error { _, err := b.Summary(t.Context(), scope.Scope{}, period.Month{}); return err }(),
		func() error { _, err := b.Settings(t.Context(), scope.Scope{}); return err }(),
	} {
		if codeOf(err) != scope.CodeScopeMissing {
			t.Errorf("without a scope: %v", err)
		}
	}
}
