package awsapi

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws/arn"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/scope"
)

// CustomerRole is a role that a customer has granted to the receiver.
type CustomerRole struct {
	AccountID  string // the customer's management account, which the role is of
	RoleARN    string
	ExternalID string
}

// customerKey is what credentials in the account of a customer hang on. Nobody gets at them who does not know the external id.
type customerKey struct {
	receiver string
	role     CustomerRole
}

// mostCustomers bounds the identities of customers in memory: the quota of transfers is a thousand.
const mostCustomers = 2_000

// check refuses a role that leads into another account than the customer's: what is read there would be filed under the customer.
func (r CustomerRole) check() error {
	role, err := arn.Parse(r.RoleARN)
	switch {
	case err != nil || role.Service != "iam" || r.ExternalID == "":
		return fault.Newf(fault.UpstreamDenied, ledger.CodeAWSDenied, "Customer %s has no usable role: it takes the ARN of a role and an external id.", r.AccountID)
	case role.AccountID != r.AccountID:
		return fault.Newf(fault.UpstreamDenied, ledger.CodeAWSDenied, "The role for customer %s is of account %s. Use a role of the customer's management account.", r.AccountID, role.AccountID)
	}
	return nil
}

// inside returns the identity of a customer that lets the receiver in. The receiver's own credentials are seen to first, so that what fails later is the customer's.
func (se *Session) inside(ctx context.Context, s scope.Scope, r CustomerRole) (*identity, error) {
	by, err := se.open(ctx, s)
	if err != nil {
		return nil, err
	}
	if err := r.check(); err != nil {
		return nil, err
	}
	if _, err := se.config(ctx, by); err != nil {
		return nil, ofReceiver(s, err)
	}
	se.mu.Lock()
	defer se.mu.Unlock()
	key := customerKey{s.Receiver(), r}
	if id := se.customers[key]; id != nil && id.by == by {
		return id, nil
	}
	if len(se.customers) >= mostCustomers {
		clear(se.customers)
	}
	id := &identity{
		account: r.AccountID, access: Access{RoleARN: r.RoleARN, ExternalID: r.ExternalID}, by: by, base: by.base, busy: make(chan struct{}, 1),
	}
	se.customers[key] = id
	return id, nil
}

// ofReceiver makes a denial of the receiver's own role what it is: a matter of credentials, and none of the customer's.
func ofReceiver(s scope.Scope, err error) error {
	if f, ok := fault.As(err); ok && f.Code == ledger.CodeAWSDenied {
		return fault.Wrap(err, fault.UpstreamDenied, ledger.CodeAWSCredentials, "The credentials of receiver "+s.Receiver()+" could not be had: "+f.Message)
	}
	return err
}

// where says whose credentials these are.
func (id *identity) where() place {
	switch {
	case id.by != nil:
		return place{"in account " + id.account + " of a customer", "the customer's role"}
	case id.account != "":
		return place{"for receiver " + id.account, "the role or user the portal works as"}
	}
	return place{"with the portal's own credentials", "the role or user the portal works as"}
}

// refused says of a customer's role that it does not let us in; nobody else knows whose role it was.
func (id *identity) refused(err error) error {
	f, ok := fault.As(err)
	if !ok || id.by == nil || f.Code != ledger.CodeAWSDenied {
		return err
	}
	out := fault.Wrap(err, fault.UpstreamDenied, ledger.CodeAWSDenied, "The role of customer "+id.account+" does not let receiver "+id.by.account+
		" in. Check that it is there, that its trust policy names account "+id.by.account+" and the external id, and that the receiver's own role or user may call sts:AssumeRole on it.")
	out.Permission = f.Permission
	return out
}
