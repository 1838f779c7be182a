package billingconductor

import (
	"context"
	"slices"
	"strings"

	"portal.example/simulator/wire"
	"portal.example/simulator/world"
)

// Limits of the filters of ListBillingGroups and ListAccountAssociations.
const (
	maxFilterNames     = 1
	maxFilterTransfers = 30
	maxFilterAccounts  = 30
	associationsPage   = 100 // ListAccountAssociations has no MaxResults
)

type stringSearch struct {
	SearchOption string
	SearchValue  string
}

type listGroupsInput struct {
	listing
	Filters struct {
		Arns                       []string
		PricingPlan                string
		Statuses                   []string
		AutoAssociate              *bool
		PrimaryAccountIDs          []string `json:"PrimaryAccountIds"`
		BillingGroupTypes          []string
		Names                      []stringSearch
		ResponsibilityTransferArns []string
	}
}

type groupAccounts struct {
	AutoAssociate             bool
	ResponsibilityTransferArn string `json:",omitempty"`
}

type computationPreference struct{ PricingPlanArn string }

type groupElement struct {
	Name                  string
	Arn                   string
	Description           string `json:",omitempty"`
	PrimaryAccountID      string `json:"PrimaryAccountId"`
	ComputationPreference computationPreference
	Size                  int
	CreationTime          int64
	LastModifiedTime      int64
	Status                string
	StatusReason          string `json:",omitempty"`
	AccountGrouping       groupAccounts
	BillingGroupType      string
}

func newGroupElement(g world.BillingGroup) groupElement {
	return groupElement{
		Name: g.Name, Arn: g.ARN, Description: g.Description, PrimaryAccountID: g.PrimaryAccountID,
		ComputationPreference: computationPreference{g.PricingPlanARN}, Size: g.Size,
		CreationTime: unix(g.Created), LastModifiedTime: unix(g.Modified),
		Status: g.Status, StatusReason: g.StatusReason,
		AccountGrouping:  groupAccounts{ResponsibilityTransferArn: g.TransferARN},
		BillingGroupType: g.Type,
	}
}

func (s *service) listBillingGroups(_ context.Context, r *wire.Request) (any, error) {
	in, err := wire.Decode[listGroupsInput](r)
	if err != nil {
		return nil, err
	}
	size, err := in.validate()
	if err != nil {
		return nil, err
	}
	groups := s.world.BillingGroups()
	if in.BillingPeriod != "" {
		month, err := s.month(in.BillingPeriod)
		if err != nil {
			return nil, err
		}
		groups = s.world.BillingGroupsIn(month)
	}
	elements := []groupElement{}
	for _, g := range groups {
		if in.matches(g) {
			elements = append(elements, newGroupElement(g))
		}
	}
	page, next, err := wire.Page(r, elements, in.NextToken, size)
	if err != nil {
		return nil, err
	}
	return struct {
		BillingGroups []groupElement
		NextToken     string `json:",omitempty"`
	}{page, next}, nil
}

func (in *listGroupsInput) validate() (int, error) {
	f := in.Filters
	err := firstError(
		atMost("Filters.Arns", len(f.Arns), maxFilterARNs),
		atMost("Filters.Statuses", len(f.Statuses), 2),
		atMost("Filters.PrimaryAccountIds", len(f.PrimaryAccountIDs), maxFilterARNs),
		checkAccounts("Filters.PrimaryAccountIds", f.PrimaryAccountIDs),
		atMost("Filters.BillingGroupTypes", len(f.BillingGroupTypes), 2),
		atMost("Filters.Names", len(f.Names), maxFilterNames),
		atMost("Filters.ResponsibilityTransferArns", len(f.ResponsibilityTransferArns), maxFilterTransfers),
	)
	for _, status := range f.Statuses {
		err = firstError(err, oneOf("Filters.Statuses", status, world.GroupActive, world.GroupPrimaryMissing, world.GroupPending))
	}
	for _, t := range f.BillingGroupTypes {
		err = firstError(err, oneOf("Filters.BillingGroupTypes", t, world.GroupTypeStandard, world.GroupTypeTransfer))
	}
	for _, n := range f.Names {
		err = firstError(err,
			required("Filters.Names.SearchOption", n.SearchOption, "Filters.Names.SearchValue", n.SearchValue),
			oneOf("Filters.Names.SearchOption", n.SearchOption, "STARTS_WITH"))
	}
	if err != nil {
		return 0, err
	}
	return in.size()
}

func (in *listGroupsInput) matches(g world.BillingGroup) bool {
	f := in.Filters
	return selects(f.Arns, g.ARN) && selects(f.Statuses, g.Status) && selects(f.PrimaryAccountIDs, g.PrimaryAccountID) &&
		selects(f.BillingGroupTypes, g.Type) && selects(f.ResponsibilityTransferArns, g.TransferARN) &&
		(f.PricingPlan == "" || f.PricingPlan == g.PricingPlanARN) &&
		(f.AutoAssociate == nil || !*f.AutoAssociate) && // no transfer group associates accounts by itself
		(len(f.Names) == 0 || strings.HasPrefix(g.Name, f.Names[0].SearchValue))
}

type createGroupInput struct {
	ClientToken      string `json:"-" aws:"header=X-Amzn-Client-Token"`
	Name             string
	Description      string
	PrimaryAccountID string `json:"PrimaryAccountId"`
	AccountGrouping  *struct {
		LinkedAccountIDs          []string `json:"LinkedAccountIds"`
		AutoAssociate             *bool
		ResponsibilityTransferArn string
	}
	ComputationPreference computationPreference
	Tags                  map[string]string
}

func (s *service) createBillingGroup(_ context.Context, r *wire.Request) (any, error) {
	in, err := wire.Decode[createGroupInput](r)
	if err != nil {
		return nil, err
	}
	if err := firstError(
		required("Name", in.Name, "ComputationPreference.PricingPlanArn", in.ComputationPreference.PricingPlanArn),
		checkClientToken(in.ClientToken),
	); err != nil {
		return nil, err
	}
	if in.AccountGrouping == nil {
		return nil, invalidField("AccountGrouping", "is required")
	}
	g, err := s.world.CreateBillingGroup(world.CreateBillingGroupInput{
		ClientToken: in.ClientToken, Name: in.Name, Description: in.Description,
		PricingPlanARN:   in.ComputationPreference.PricingPlanArn,
		TransferARN:      in.AccountGrouping.ResponsibilityTransferArn,
		PrimaryAccountID: in.PrimaryAccountID,
		LinkedAccountIDs: in.AccountGrouping.LinkedAccountIDs,
		AutoAssociate:    in.AccountGrouping.AutoAssociate,
		Tags:             in.Tags,
	})
	return arnOnly{g.ARN}, asValidation(err, "INVALID_ARN")
}

type updateGroupInput struct {
	Arn                   string
	Name                  *string
	Description           *string
	Status                *string
	ComputationPreference *computationPreference
	AccountGrouping       *struct{ AutoAssociate *bool }
}

func (s *service) updateBillingGroup(_ context.Context, r *wire.Request) (any, error) {
	in, err := wire.Decode[updateGroupInput](r)
	if err != nil {
		return nil, err
	}
	update := world.UpdateBillingGroupInput{ARN: in.Arn, Name: in.Name, Description: in.Description, Status: in.Status}
	if in.ComputationPreference != nil {
		if err := required("ComputationPreference.PricingPlanArn", in.ComputationPreference.PricingPlanArn); err != nil {
			return nil, err
		}
		update.PricingPlanARN = &in.ComputationPreference.PricingPlanArn
	}
	if in.AccountGrouping != nil {
		update.AutoAssociate = in.AccountGrouping.AutoAssociate
	}
	if err := required("Arn", in.Arn); err != nil {
		return nil, err
	}
	g, err := s.world.UpdateBillingGroup(update)
	if err != nil {
		return nil, err
	}
	return struct {
		Arn              string
		Name             string
		Description      string
		PrimaryAccountID string `json:"PrimaryAccountId"`
		PricingPlanArn   string
		Size             int
		LastModifiedTime int64
		Status           string
		StatusReason     string `json:",omitempty"`
		AccountGrouping  groupAccounts
	}{
		g.ARN, g.Name, g.Description, g.PrimaryAccountID, g.PricingPlanARN, g.Size, unix(g.Modified), g.Status, g.StatusReason,
		groupAccounts{ResponsibilityTransferArn: g.TransferARN},
	}, nil
}

func (s *service) deleteBillingGroup(_ context.Context, r *wire.Request) (any, error) {
	in, err := decodeARN(r)
	if err != nil {
		return nil, err
	}
	return arnOnly(in), asValidation(s.world.DeleteBillingGroup(in.Arn), "MISSING_BILLINGGROUP")
}

// decodeARN reads the input of operations that take only an ARN.
func decodeARN(r *wire.Request) (in struct{ Arn string }, err error) {
	if in, err = wire.Decode[struct{ Arn string }](r); err != nil {
		return in, err
	}
	return in, required("Arn", in.Arn)
}

type accountAssociation struct {
	AccountID       string `json:"AccountId"`
	AccountName     string
	AccountEmail    string
	BillingGroupArn string `json:",omitempty"`
}

type listAssociationsInput struct {
	BillingPeriod string
	NextToken     string
	Filters       struct {
		Association string   // MONITORED, UNMONITORED or the ARN of a group
		AccountID   string   `json:"AccountId"`
		AccountIDs  []string `json:"AccountIds"`
	}
}

// listAccountAssociations lists the accounts of every customer with the
// billing group of the month, if any.
func (s *service) listAccountAssociations(_ context.Context, r *wire.Request) (any, error) {
	in, err := wire.Decode[listAssociationsInput](r)
	if err != nil {
		return nil, err
	}
	if in.Filters.AccountID != "" {
		in.Filters.AccountIDs = append(in.Filters.AccountIDs, in.Filters.AccountID)
	}
	if err := firstError(
		atMost("Filters.AccountIds", len(in.Filters.AccountIDs), maxFilterAccounts),
		checkAccounts("Filters.AccountIds", in.Filters.AccountIDs),
	); err != nil {
		return nil, err
	}
	month, err := s.month(in.BillingPeriod)
	if err != nil {
		return nil, err
	}
	groupOf := map[string]string{}
	for _, g := range s.world.BillingGroupsIn(month) {
		if g.Deleted == nil {
			groupOf[g.PrimaryAccountID] = g.ARN
		}
	}
	elements := []accountAssociation{}
	for _, c := range s.world.Customers() {
		group := groupOf[c.Account.ID]
		for _, a := range slices.Concat([]world.Account{c.Account}, c.Members) {
			if in.matches(a.ID, group) {
				elements = append(elements, accountAssociation{a.ID, a.Name, a.Email, group})
			}
		}
	}
	page, next, err := wire.Page(r, elements, in.NextToken, associationsPage)
	if err != nil {
		return nil, err
	}
	return struct {
		LinkedAccounts []accountAssociation
		NextToken      string `json:",omitempty"`
	}{page, next}, nil
}

func (in *listAssociationsInput) matches(account, group string) bool {
	if !selects(in.Filters.AccountIDs, account) {
		return false
	}
	switch in.Filters.Association {
	case "":
		return true
	case "MONITORED":
		return group != ""
	case "UNMONITORED":
		return group == ""
	}
	return in.Filters.Association == group
}
