module portal.example/simulator

go 1.26.0
