package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"portal.example/backend/internal/money"
	"portal.example/backend/internal/objects"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store"
)

// What a collection in mode `detail` keeps of a month, under detail/: the days and the member accounts of each customer, one object each and the truth, and the
// same of all customers summed up, one object each and made from them. A record in the store points at the sums.

func detailRecordPrefix(receiver string) string { return "ledger-detail/" + receiver + "/" }

func detailFolder(receiver string, m period.Month) string {
	return "ledger/" + receiver + "/" + m.String() + "/detail/"
}

func daysPrefix(receiver string, m period.Month) string { return detailFolder(receiver, m) + "days/" }

func daysKey(receiver string, m period.Month, customer string) string {
	return daysPrefix(receiver, m) + customer + ".json"
}

func accountsPrefix(receiver string, m period.Month) string {
	return detailFolder(receiver, m) + "accounts/"
}

func accountsKey(receiver string, m period.Month, customer string) string {
	return accountsPrefix(receiver, m) + customer + ".json"
}

// DetailSummary says what is known of the days and member accounts of a month.
type DetailSummary struct {
	Month             period.Month `json:"month"`
	Customers         int          `json:"customers"`          // whose days were read on a view
	AccountsCustomers int          `json:"accounts_customers"` // whose member accounts were read on a view
	AsOf              time.Time    `json:"as_of"`              // of the oldest figure
	Rules             int          `json:"rules"`
	ReadETag          string       `json:"read_etag"`
	DaysETag          string       `json:"days_etag"`
	AccountsETag      string       `json:"accounts_etag"` // empty when no accounts were read
	WrittenAt         time.Time    `json:"written_at"`
}

// DetailRead is how days, or accounts, of a customer's month were read: what a collection has to know to decide whether to read them again.
type DetailRead struct {
	Complete bool          `json:"complete,omitempty"` // nothing more is expected of either view
	AsOf     time.Time     `json:"as_of"`              // of the older view that was read
	MyView   money.Decimal `json:"my_view"`            // sum without tax
	Showback money.Decimal `json:"showback"`
}

// CustomerDetail is how the days and accounts of a customer's month were read.
type CustomerDetail struct {
	CustomerID string     `json:"customer_id"`
	Days       DetailRead `json:"days"`
	Accounts   DetailRead `json:"accounts"`
}

// MonthDetail is the same of all customers of a month.
type MonthDetail struct {
	Customers []CustomerDetail `json:"customers"` // by customer id
}

// Customer finds one customer.
func (m *MonthDetail) Customer(id string) (CustomerDetail, bool) {
	i, ok := slices.BinarySearchFunc(m.Customers, id, func(c CustomerDetail, id string) int { return strings.Compare(c.CustomerID, id) })
	if !ok {
		return CustomerDetail{}, false
	}
	return m.Customers[i], true
}

// at returns the customer, after adding it when it is not there yet.
func (m *MonthDetail) at(id string) *CustomerDetail {
	i, ok := slices.BinarySearchFunc(m.Customers, id, func(c CustomerDetail, id string) int { return strings.Compare(c.CustomerID, id) })
	if !ok {
		m.Customers = slices.Insert(m.Customers, i, CustomerDetail{CustomerID: id})
	}
	return &m.Customers[i]
}

// Details lists the months of which days were collected, newest first.
func (s *Service) Details(ctx context.Context, sc scope.Scope) ([]DetailSummary, error) {
	if err := sc.Check(); err != nil {
		return nil, err
	}
	var all []DetailSummary
	for rec, err := range s.c.Store.List(ctx, detailRecordPrefix(sc.Receiver()), "") {
		if err != nil {
			return nil, fmt.Errorf("list months with days of %s: %w", sc.Receiver(), err)
		}
		d, err := decodeRecord[DetailSummary](rec)
		if err != nil {
			return nil, err
		}
		all = append(all, d)
	}
	slices.Reverse(all) // keys are months
	return all, nil
}

// Detail returns the summary of one month; false when no days were collected.
func (s *Service) Detail(ctx context.Context, sc scope.Scope, m period.Month) (DetailSummary, bool, error) {
	if err := sc.Check(); err != nil {
		return DetailSummary{}, false, err
	}
	rec, err := s.c.Store.Get(ctx, detailRecordPrefix(sc.Receiver())+m.String())
	if errors.Is(err, store.ErrNotFound) {
		return DetailSummary{Month: m}, false, nil
	}
	if err != nil {
		return DetailSummary{}, false, fmt.Errorf("read what is known of the days of %s: %w", m, err)
	}
	d, err := decodeRecord[DetailSummary](rec)
	return d, err == nil, err
}

// MonthDays returns the days of all customers for a month; false when none were collected.
func (s *Service) MonthDays(ctx context.Context, sc scope.Scope, m period.Month) (*MonthDays, DetailSummary, bool, error) {
	sum, found, err := s.Detail(ctx, sc, m)
	if err != nil || !found {
		return nil, sum, false, err
	}
	if sum.Rules != s.c.Rules.Version() {
		if sum, err = s.sumDetails(ctx, sc, m); err != nil {
			return nil, sum, false, err
		}
	}
	days, err := s.days.get(ctx, s.c.Objects, detailFolder(sc.Receiver(), m)+"days.json", sum.DaysETag)
	return days, sum, err == nil, err
}

// MonthAccounts returns the member accounts of all customers for a month; false when none were collected.
func (s *Service) MonthAccounts(ctx context.Context, sc scope.Scope, m period.Month) (*MonthAccounts, DetailSummary, bool, error) {
	sum, found, err := s.Detail(ctx, sc, m)
	if err != nil || !found || sum.AccountsETag == "" {
		return nil, sum, false, err
	}
	accounts, err := s.accounts.get(ctx, s.c.Objects, detailFolder(sc.Receiver(), m)+"accounts.json", sum.AccountsETag)
	return accounts, sum, err == nil, err
}

// monthDetail returns how days and accounts of a month were read; nothing of nobody when none were.
func (s *Service) monthDetail(ctx context.Context, sc scope.Scope, m period.Month) (*MonthDetail, error) {
	sum, found, err := s.Detail(ctx, sc, m)
	if err != nil || !found {
		return &MonthDetail{}, err
	}
	if sum.Rules != s.c.Rules.Version() {
		if sum, err = s.sumDetails(ctx, sc, m); err != nil {
			return nil, err
		}
	}
	return s.details.get(ctx, s.c.Objects, detailFolder(sc.Receiver(), m)+"read.json", sum.ReadETag)
}

// sumDetails makes the sums of a month from the days and accounts of its customers, and points at them. A crash before the last write leaves the older sums.
func (s *Service) sumDetails(ctx context.Context, sc scope.Scope, m period.Month) (DetailSummary, error) {
	receiver := sc.Receiver()
	sum := DetailSummary{Month: m, Rules: s.c.Rules.Version(), WrittenAt: s.c.Clock.Now()}
	days := MonthDays{Receiver: receiver, Month: m, Rules: sum.Rules}
	var read MonthDetail
	err := eachObject(ctx, s.c.Objects, daysPrefix(receiver, m), func(d CustomerDays) {
		digest := digestDays(s.c.Rules, d)
		days.Customers = append(days.Customers, digest)
		if digest.MyView.Read() || digest.Showback.Read() {
			sum.Customers++
		}
		asOf := digest.asOf()
		sum.AsOf = earlier(sum.AsOf, asOf)
		read.at(d.CustomerID).Days = DetailRead{
			Complete: d.MyView.Complete(m) && (d.Showback.Complete(m) || d.Showback.Status == ViewNone), AsOf: asOf,
			MyView: digest.MyView.Sum(len(digest.MyView.Daily)), Showback: digest.Showback.Sum(len(digest.Showback.Daily)),
		}
	})
	if err != nil {
		return sum, err
	}
	accounts := MonthAccounts{Receiver: receiver, Month: m}
	err = eachObject(ctx, s.c.Objects, accountsPrefix(receiver, m), func(c CustomerAccounts) {
		digest := digestAccounts(c)
		accounts.Customers, accounts.Accounts = append(accounts.Customers, digest), append(accounts.Accounts, c.sums()...)
		if !digest.AsOf.IsZero() {
			sum.AccountsCustomers++
		}
		read.at(c.CustomerID).Accounts = DetailRead{
			Complete: c.MyView.Complete(m) && (c.Showback.Complete(m) || c.Showback.Status == ViewNone), AsOf: digest.AsOf,
			MyView: c.MyView.total(), Showback: c.Showback.total(),
		}
	})
	if err != nil {
		return sum, err
	}
	if sum.ReadETag, err = putObject(ctx, s.c.Objects, detailFolder(receiver, m)+"read.json", read); err != nil {
		return sum, err
	}
	if sum.DaysETag, err = putObject(ctx, s.c.Objects, detailFolder(receiver, m)+"days.json", days); err != nil {
		return sum, err
	}
	if len(accounts.Customers) > 0 {
		if sum.AccountsETag, err = putObject(ctx, s.c.Objects, detailFolder(receiver, m)+"accounts.json", accounts); err != nil {
			return sum, err
		}
	}
	v, err := json.Marshal(sum)
	if err != nil {
		return sum, fmt.Errorf("encode what is known of the days of %s: %w", m, err)
	}
	if err := s.c.Store.Apply(ctx, store.Write{Key: detailRecordPrefix(receiver) + m.String(), Value: v, Version: store.AnyVersion}); err != nil {
		return sum, fmt.Errorf("keep what is known of the days of %s: %w", m, err)
	}
	return sum, nil
}

// earlier returns the earlier of two instants; zero is none.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// eachObject reads the objects below a prefix one after the other, in the order of their keys.
func eachObject[T any](ctx context.Context, o objects.Objects, prefix string, with func(T)) error {
	for info, err := range o.List(ctx, prefix) {
		if err != nil {
			return fmt.Errorf("list %s: %w", prefix, err)
		}
		v, _, err := readObject[T](ctx, o, info.Key)
		if err != nil {
			return err
		}
		with(v)
	}
	return nil
}

// readObject reads an object with its ETag, which is empty when there is none.
func readObject[T any](ctx context.Context, o objects.Objects, key string) (v T, etag string, err error) {
	b, info, err := o.Get(ctx, key)
	if errors.Is(err, objects.ErrNotFound) {
		return v, "", nil
	}
	if err != nil {
		return v, "", fmt.Errorf("read %s: %w", key, err)
	}
	if err := json.Unmarshal(b, &v); err != nil {
		return v, "", fmt.Errorf("decode %s: %w", key, err)
	}
	return v, info.ETag, nil
}

// putObject writes an object and returns its ETag.
func putObject(ctx context.Context, o objects.Objects, key string, v any) (string, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("encode %s: %w", key, err)
	}
	info, err := o.Put(ctx, key, b)
	if err != nil {
		return "", fmt.Errorf("keep %s: %w", key, err)
	}
	return info.ETag, nil
}

func decodeRecord[T any](rec store.Record) (v T, err error) {
	if err := json.Unmarshal(rec.Value, &v); err != nil {
		return v, fmt.Errorf("decode %s: %w", rec.Key, err)
	}
	return v, nil
}

// lastOf cuts the customer id out of the key of an object.
func lastOf(key, prefix string) string {
	return strings.TrimSuffix(strings.TrimPrefix(key, prefix), ".json")
}
