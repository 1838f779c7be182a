package scenario

import (
	"fmt"
	"strings"

	"portal.example/simulator/scenario/draw"
)

var (
	nameRoots = []string{
		"Acorn", "Alder", "Aster", "Basalt", "Beacon", "Birch", "Bluefin", "Brightwater", "Calder", "Cedar",
		"Cobalt", "Copperline", "Corvus", "Drift", "Eastgate", "Ember", "Fairway", "Fjord", "Foxglove", "Granite",
		"Harbor", "Hawthorn", "Helix", "Ironbark", "Juniper", "Kestrel", "Lantern", "Larch", "Lumen", "Marigold",
		"Meridian", "Mistral", "Nimbus", "Northwind", "Oakfield", "Orchid", "Osprey", "Palisade", "Pinecrest", "Quarry",
		"Ravenna", "Redwood", "Rowan", "Saffron", "Sandstone", "Sequoia", "Silverlake", "Skylark", "Solstice", "Spruce",
		"Stonebridge", "Sundial", "Tamarack", "Tern", "Thistle", "Tidewater", "Umbra", "Vantage", "Verdant", "Willow",
		"Windrose", "Yarrow", "Zephyr", "Zinnia",
	}
	nameFields = []string{
		"Analytics", "Aerospace", "Bank", "Biotech", "Builders", "Commerce", "Dairy", "Dental", "Education", "Energy",
		"Foods", "Freight", "Games", "Health", "Hotels", "Insurance", "Labs", "Legal", "Logistics", "Maritime",
		"Media", "Mobility", "Motors", "Optics", "Payments", "Pharma", "Press", "Rail", "Retail", "Robotics",
		"Security", "Seeds", "Semiconductor", "Software", "Sports", "Studios", "Telecom", "Textiles", "Travel", "Water",
	}
	nameForms = []string{"Inc.", "Ltd", "GmbH", "LLC", "S.A.", "BV", "AB", "Pty Ltd", "Group", "Co."}

	// accountRoles name member accounts the way organizations do.
	accountRoles = []string{
		"production", "staging", "development", "shared-services", "security", "log-archive", "data-platform",
		"sandbox", "network", "analytics", "web", "payments", "mobile", "machine-learning", "backup", "ci",
		"integration", "edge", "identity", "reporting", "warehouse", "support-tools", "research", "training",
	}
)

// CompanyName returns the i-th company name of a family. Names of one family differ for
// i below 25,600.
func CompanyName(k draw.Key, i int) string {
	n := len(nameRoots) * len(nameFields)
	at := (i*1_009 + k.Sub("offset").N(n)) % n // 1,009 is coprime to n, so this walks all pairs
	form := nameForms[(i/n+k.Sub("form").At(at).N(len(nameForms)))%len(nameForms)]
	return nameRoots[at/len(nameFields)] + " " + nameFields[at%len(nameFields)] + " " + form
}

// AccountName returns the name of the i-th member account of a company.
func AccountName(company string, i int) string {
	role := accountRoles[i%len(accountRoles)]
	if round := i / len(accountRoles); round > 0 {
		role = fmt.Sprintf("%s-%d", role, round+1)
	}
	return Slug(company) + "-" + role
}

// Slug turns a company name into lower-case letters, digits and single dashes, at most 24
// characters. A name without any such character becomes "customer".
func Slug(name string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	s := b.String()
	if len(s) > 24 {
		s = s[:24]
	}
	if s = strings.Trim(s, "-"); s == "" {
		return "customer"
	}
	return s
}
