# chaincheck: takes a snapshot of what stands between this user and the sign-in.
