"""The matching desk: the best assignment over all open requests, looked at before anybody is asked."""
