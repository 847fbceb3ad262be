"""What a host of a class needs: nginx in front of several processes of the app.

`python -m deploy replicas=2` starts it all on this machine; README, "A class, several processes".
"""
