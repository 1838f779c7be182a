module portal.example/backend

go 1.26.0

require portal.example/api v0.0.0

replace portal.example/api => ../api
